/** The two's complement that makes a sum of bytes zero modulo 256 (IPMI §13.8, as on IPMB). */
export function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return -sum & 0xff;
}
