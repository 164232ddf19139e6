/** No bytes. */
export const EMPTY_BYTES = new Uint8Array();
