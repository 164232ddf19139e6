/** Checksums of FRU areas and records: the sum of all their bytes is zero. */

/** Returns the low byte of the sum. */
export function sumOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (sum + byte) % 256, 0);
}

/** Sets the byte at `place`, which must be 0, so that all bytes sum to zero. Returns `bytes`. */
export function withChecksum(bytes: Uint8Array, place: number): Uint8Array {
  bytes[place] = (256 - sumOf(bytes)) % 256;
  return bytes;
}
