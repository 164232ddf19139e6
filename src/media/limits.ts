/** Limits on images that the daemon downloads for clients. docs/threat-model.md has them. */

/** Characters of an image's address, and of its server's user name and password. */
export const MAX_URL = 2048;
export const MAX_CREDENTIAL = 256;

/** Redirects that a download follows. */
export const MAX_REDIRECTS = 5;

/** Time without a byte, and time for a whole image, after which a download has failed. */
export const IDLE_MS = 30_000;
export const DOWNLOAD_MS = 2 * 3_600_000;

/** Downloads of a cache that are under way at once; one more is refused. */
export const MAX_DOWNLOADS = 16;

/** Images of a cache that are kept when no drive holds them; the one that was released first goes first. */
export const KEPT_IMAGES = 4;

/** Bytes of the disk that no download takes. */
export const SPARE_BYTES = 256 * 2 ** 20;

/** Bytes of an image between two looks at the disk's free space. */
export const LOOK_BYTES = 64 * 2 ** 20;
