/** Fields of variable length: a type/length byte and up to 63 bytes of data (FRU §13). */
import { bitfield, bits } from "../../../codec/bitfield.ts";
import { type ByteReader, type ByteWriter, LayoutError } from "../../../codec/layout.ts";
import { bcdPlus, binary, type Charset, latin1, sixBit, unicode } from "./text.ts";

export const FRU_ENCODINGS = ["8bit", "6bit", "bcd", "unicode", "binary"] as const;
export type FruEncoding = (typeof FRU_ENCODINGS)[number];

/** A plain string uses the encoding of the field's language: Latin 1 for English, otherwise Unicode. */
export type FruField = string | { readonly text: string; readonly encoding: FruEncoding };

const typeLength = bitfield({ type: bits(7, 6), length: bits(5, 0) });

const BY_LANGUAGE = 3;
const TYPES: Readonly<Record<FruEncoding, number>> = {
  binary: 0,
  bcd: 1,
  "6bit": 2,
  "8bit": BY_LANGUAGE,
  unicode: BY_LANGUAGE,
};
const CHARSETS: Readonly<Record<FruEncoding, Charset>> = {
  binary,
  bcd: bcdPlus,
  "6bit": sixBit,
  "8bit": latin1,
  unicode,
};

/** The byte that ends the fields. A one-byte field in the language's encoding would look the same. */
export const END_OF_FIELDS = 0xc1;

const MAX_LENGTH = 63;

/** Encodes a field. Throws `LayoutError`, naming what is possible, when the text does not fit the encoding. */
export function encodeField(field: FruField, english: boolean, output: ByteWriter): void {
  const { text, encoding } =
    typeof field === "string" ? { text: field, encoding: usualEncoding(field, english) } : field;
  if (encoding === (english ? "unicode" : "8bit")) {
    const other = english ? "8bit, 6bit, bcd or binary" : "unicode, 6bit, bcd or binary";
    throw new LayoutError("value", `expected encoding ${other}, as the field's language is ${english ? "" : "not "}en`);
  }
  const type = TYPES[encoding];
  const data = CHARSETS[encoding].encode(text);
  if (data.length > MAX_LENGTH) {
    const excess = data.length - MAX_LENGTH;
    throw new LayoutError("value", `expected ${MAX_LENGTH} bytes at most, got ${data.length}: ${excess} too many`);
  }
  if (type === BY_LANGUAGE && data.length === 1) {
    throw new LayoutError(
      "value",
      `expected two characters or more: a field of one in ${encoding} is read as the last`,
    );
  }
  typeLength.encode({ type: data.length === 0 ? BY_LANGUAGE : type, length: data.length }, output);
  output.put(data);
}

/** Returns the default encoding. A single Latin 1 character cannot be encoded in 8 bits, but most can in 6. */
function usualEncoding(text: string, english: boolean): FruEncoding {
  if (!english) return "unicode";
  return /^[ -_]$/.test(text) ? "6bit" : "8bit";
}

/**
 * Decodes a field; `undefined` is the end of the fields. Bytes that do not fit their encoding are reported and returned
 * as binary.
 */
export function decodeField(
  input: ByteReader,
  english: boolean,
  report: (problem: string) => void,
): FruField | undefined {
  const { type, length } = typeLength.decode(input);
  if (type === BY_LANGUAGE && length === 1) return undefined;
  const data = input.take(length);
  if (length === 0) return "";
  const encoding = (["binary", "bcd", "6bit"] as const)[type] ?? (english ? "8bit" : "unicode");
  try {
    const text = CHARSETS[encoding].decode(data);
    return usualEncoding(text, english) === encoding ? text : { text, encoding };
  } catch (error) {
    if (!(error instanceof LayoutError)) throw error;
    report(`${error.message}; shown as bytes`);
    return { text: binary.decode(data), encoding: "binary" };
  }
}
