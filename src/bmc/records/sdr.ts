/**
 * The parts that all sensor data records share: the header, and the ID string at the end of most (IPMI chapter 43,
 * §43.15).
 */

import { bitfield, bits } from "../../codec/bitfield.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { encode, type Layout, LayoutError } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import { hex } from "../../text/hex.ts";
import { sixBit } from "./fru/text.ts";

/** 1.5, in IPMI 2.0 too. BCD with swapped digits. */
export const SDR_VERSION = 0x51;

export const sdrHeader = struct({
  /** Assigned by the repository. */
  recordId: u16,
  version: u8,
  type: u8,
  /** The number of bytes after the header. */
  length: u8,
});

export const SDR_HEADER_SIZE = 5;
/** A header and the maximum of its length byte. */
export const MAX_SDR_SIZE = SDR_HEADER_SIZE + 0xff;

const LENGTH_AT = 4;

/** Returns a record's size from its header; undefined when the bytes end before the length. */
export function sdrSize(bytes: Uint8Array): number | undefined {
  const length = bytes[LENGTH_AT];
  return length === undefined ? undefined : SDR_HEADER_SIZE + length;
}

/** Encodes a record with its header. The repository assigns the ID. */
export function encodeSdr<T>(type: number, layout: Layout<T>, value: NoInfer<T>): Uint8Array {
  const content = encode(layout, value);
  const header = encode(sdrHeader, { recordId: 0, version: SDR_VERSION, type, length: content.length });
  return Uint8Array.of(...header, ...content);
}

const typeLength = bitfield({ encoding: bits(7, 6), length: bits(4, 0) });
/** §43.15, bits 7:6. */
const Encoding = { unicode: 0, bcdPlus: 1, sixBit: 2, latin1: 3 } as const;
/** §43.15: the characters of FRU fields (FRU §13.1) and three more. */
const BCD_PLUS = "0123456789 -.:,_";
const MAX_LENGTH = 16;

/**
 * §43.15: up to 16 characters of 8-bit ASCII and Latin 1. A length of 1 is reserved, so a single character gets a
 * space.
 */
export const idString: Layout<string> = {
  /** Accepts names of other machines: all encodings, up to 31 bytes. Bytes after the name are dropped. */
  decode(input) {
    const { encoding, length } = typeLength.decode(input);
    const bytes = Buffer.from(input.take(input.remaining).subarray(0, length));
    if (encoding === Encoding.latin1) return bytes.toString("latin1");
    if (encoding === Encoding.sixBit) return sixBit.decode(bytes);
    if (encoding === Encoding.unicode) return bytes.toString("utf16le");
    return Array.from(hex(bytes), (digit) => BCD_PLUS[Number.parseInt(digit, 16)]).join("");
  },
  encode(text, output) {
    const characters = Buffer.from(text.length === 1 ? `${text} ` : text, "latin1");
    if (characters.length > MAX_LENGTH) {
      throw new LayoutError("value", `expected up to ${MAX_LENGTH} characters, got ${characters.length}`);
    }
    typeLength.encode({ encoding: Encoding.latin1, length: characters.length }, output);
    output.put(characters);
  },
};
