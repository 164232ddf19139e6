/** RFC 4122 text → 16 bytes as IPMI sends a GUID: least significant first, so the text's bytes from last to first (§20.8). */
export function guidToBytes(guid: string): Uint8Array {
  const digits = guid.replaceAll("-", "");
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) bytes[15 - i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
