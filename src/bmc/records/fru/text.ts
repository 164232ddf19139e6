/**
 * Encodings of text in FRU fields (FRU §13). They throw `LayoutError` "value" for text or bytes that cannot be
 * converted.
 */

import { ByteWriter, LayoutError } from "../../../codec/layout.ts";
import { hexCode, spacedHex } from "../../../text/hex.ts";

export interface Charset {
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

/** The first 256 characters of Unicode. */
export const latin1: Charset = {
  encode(text) {
    check(text, /^[^\u0100-\uffff]*$/, "characters of Latin 1");
    return Uint8Array.from(Buffer.from(text, "latin1"));
  },
  decode: (bytes) => Buffer.from(bytes).toString("latin1"),
};

/** Two bytes per character, least significant first. */
export const unicode: Charset = {
  encode(text) {
    if (!text.isWellFormed()) throw new LayoutError("value", "expected whole characters, got half of one");
    return Uint8Array.from(Buffer.from(text, "utf16le"));
  },
  decode(bytes) {
    const text = Buffer.from(bytes).toString("utf16le");
    if (bytes.length % 2 === 0 && text.isWellFormed()) return text;
    throw new LayoutError("value", `expected two bytes a character, got ${bytes.length} that are not Unicode`);
  },
};

const FIRST_OF_6_BIT = 0x20;
const CHARACTERS_OF_6_BIT = 64;
const PACKED = { characters: 4, bytes: 3 } as const;

/**
 * §13.2. Three and four characters take the same number of bytes, so a final space reads as no character.
 */
export const sixBit: Charset = {
  encode(text) {
    check(text, /^[ -_]*$/, "capital letters, digits, space and !\"#$%&'()*+,-./:;<=>?@[\\]^_");
    const output = new ByteWriter();
    for (let at = 0; at < text.length; at += PACKED.characters) {
      const group = [...text.slice(at, at + PACKED.characters)];
      const word = group.reduceRight((sum, character) => sum * CHARACTERS_OF_6_BIT + codeOf(character), 0);
      output.unsigned(word, Math.ceil((group.length * PACKED.bytes) / PACKED.characters));
    }
    return output.finish();
  },
  decode(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at += PACKED.bytes) {
      const group = bytes.subarray(at, at + PACKED.bytes);
      let word = group.reduceRight((sum, byte) => sum * 256 + byte, 0);
      const count = Math.floor((group.length * PACKED.characters) / PACKED.bytes);
      for (let i = 0; i < count; i++, word = Math.floor(word / CHARACTERS_OF_6_BIT)) {
        text += String.fromCharCode(FIRST_OF_6_BIT + (word % CHARACTERS_OF_6_BIT));
      }
    }
    return text.length % PACKED.characters === 0 ? withoutLastSpace(text) : text;
  },
};

function codeOf(character: string): number {
  return character.charCodeAt(0) - FIRST_OF_6_BIT;
}

const BCD_PLUS = "0123456789 -.";

/** §13.1. Two characters per byte, the first in the high bits. An odd number of characters gets a space at the end. */
export const bcdPlus: Charset = {
  encode(text) {
    check(text, /^[0-9 .-]*$/, "digits, space, dash and period");
    const codes = [...(text.length % 2 === 0 ? text : `${text} `)].map((character) => BCD_PLUS.indexOf(character));
    return Uint8Array.from(
      { length: codes.length / 2 },
      (_, at) => 16 * (codes[2 * at] ?? 0) + (codes[2 * at + 1] ?? 0),
    );
  },
  decode(bytes) {
    const digits = [...bytes].flatMap((byte) => [Math.floor(byte / 16), byte % 16]);
    const reserved = digits.find((digit) => digit >= BCD_PLUS.length);
    if (reserved !== undefined) {
      throw new LayoutError("value", `expected digits 0h to Ch, got ${hexCode(reserved, 1)}`);
    }
    return withoutLastSpace(digits.map((digit) => BCD_PLUS[digit]).join(""));
  },
};

/** Bytes as hex. */
export const binary: Charset = {
  encode(text) {
    check(text, /^\s*(?:[0-9A-Fa-f]{2}\s*)*$/, 'bytes in hex ("de ad be ef")');
    return Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));
  },
  decode: spacedHex,
};

function check(text: string, pattern: RegExp, allows: string): void {
  if (pattern.test(text)) return;
  const stranger = [...text].find((character) => !pattern.test(character)) ?? text;
  throw new LayoutError("value", `expected ${allows}, got ${JSON.stringify(stranger)}`);
}

function withoutLastSpace(text: string): string {
  return text.endsWith(" ") ? text.slice(0, -1) : text;
}
