/** Checksums of FRU areas and records: the sum of all their bytes is zero. */

/** The last byte of the sum. */
export function sumOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (sum + byte) % 256, 0);
}

/** The bytes, with what makes their sum zero at `place`, which was 0. */
export function withChecksum(bytes: Uint8Array, place: number): Uint8Array {
  bytes[place] = (256 - sumOf(bytes)) % 256;
  return bytes;
}
