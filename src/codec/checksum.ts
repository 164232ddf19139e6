/** The two's complement that makes a sum of `size` bytes zero modulo 256 (IPMI §13.8, as on IPMB). */
export function checksum(bytes: Uint8Array, size = bytes.length): number {
  let sum = 0;
  for (let at = 0; at < size; at++) sum += bytes[at] ?? 0;
  return -sum & 0xff;
}
