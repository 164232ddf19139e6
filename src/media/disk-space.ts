/** Room on the disk of a directory for its downloads. Each promises what it writes before it looks again, so that they leave some together. */
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { ImageError } from "./image-error.ts";

/** One download's part of the room. */
export interface DiskShare {
  /** Promises to write this number of bytes at most, in place of an earlier promise. @throws ImageError noSpace */
  promise(bytes: number): Promise<void>;
  wrote(bytes: number): void;
  /** Gives back what was promised and is not written. */
  end(): void;
}

export class DiskSpace {
  /** Bytes that all downloads have promised and not written. */
  #promised = 0;

  /** Returns the part of a download to this file, which must end. `spareBytes`: bytes of the disk that stay free. */
  shareFor(file: string, spareBytes: number): DiskShare {
    let own = 0;
    const set = (bytes: number) => {
      this.#promised += bytes - own;
      own = bytes;
      return this.#promised;
    };
    return {
      async promise(bytes) {
        // At once: the promises of others count from now on.
        const all = set(bytes);
        const { bavail, bsize } = await statfs(dirname(file));
        if (all + spareBytes <= bavail * bsize) return;
        throw new ImageError(
          "noSpace",
          `${dirname(file)} has no room for the image; free some, or set media.directory`,
        );
      },
      wrote: (bytes) => void set(Math.max(0, own - bytes)),
      end: () => void set(0),
    };
  }
}
