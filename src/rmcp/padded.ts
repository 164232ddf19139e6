/** Returns a copy of `bytes` that is `size` long: cut at the end, or filled up with 00h. */
export function padded(bytes: Uint8Array, size: number): Uint8Array {
  const copy = new Uint8Array(size);
  copy.set(bytes.subarray(0, size));
  return copy;
}
