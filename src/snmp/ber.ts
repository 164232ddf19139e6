/** The basic encoding rules (ITU-T X.690) as far as an SNMPv1 trap needs them: a tag, a length, the contents. */

export const Tag = {
  Integer: 0x02,
  OctetString: 0x04,
  ObjectIdentifier: 0x06,
  Sequence: 0x30,
  /** RFC 1155. */
  IpAddress: 0x40,
  TimeTicks: 0x43,
  /** RFC 1157 §4.1.6. */
  TrapPdu: 0xa4,
} as const;

/** X.690 §8.1.3: lengths above this are written as a count of bytes and the bytes. */
const SHORT_LENGTH = 0x7f;
const LONG_FORM = 0x80;

/** Encodes contents under a tag. */
export function tagged(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((total, { length: part }) => total + part, 0);
  return Buffer.concat([Uint8Array.of(tag), lengthBytes(length), ...contents]);
}

/** X.690 §8.3: an integer of 0 or more, in as few bytes as keep the sign bit clear. */
export function unsigned(value: number, tag: number = Tag.Integer): Uint8Array {
  const bytes = base256(value);
  return tagged(tag, Uint8Array.from((bytes[0] ?? 0) > SHORT_LENGTH ? [0, ...bytes] : bytes));
}

/** X.690 §8.19: an object identifier from its dotted text, such as 1.3.6.1. */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...others] = dotted.split(".").map(Number);
  return tagged(Tag.ObjectIdentifier, Uint8Array.from([40 * first + second, ...others].flatMap(base128)));
}

function lengthBytes(length: number): Uint8Array {
  if (length <= SHORT_LENGTH) return Uint8Array.of(length);
  const bytes = base256(length);
  return Uint8Array.from([LONG_FORM + bytes.length, ...bytes]);
}

/** The bytes of a number, most significant first. */
function base256(value: number): number[] {
  return value < 256 ? [value] : [...base256(Math.floor(value / 256)), value % 256];
}

/** Seven bits a byte; all bytes but the last have their highest bit set. */
function base128(value: number): number[] {
  const last = value % 128;
  return value < 128 ? [last] : [...base128(Math.floor(value / 128)).map((byte) => (byte % 128) + 128), last];
}
