/**
 * Converts RFC 4122 text to the 16 bytes that IPMI sends: least significant first, so the text's last byte comes first
 * (§20.8).
 */
export function guidToBytes(guid: string): Uint8Array {
  const digits = guid.replaceAll("-", "");
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) bytes[15 - i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
