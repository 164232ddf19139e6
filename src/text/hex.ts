/** Bytes as text, both ways: `06 01 ff`. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("hex")
    .replaceAll(/..(?=.)/g, "$& ");
}
