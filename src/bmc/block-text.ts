/**
 * Text that is read and written in blocks of 16 bytes (v2 table 22-16c). The blocks' bytes, one after another, are the
 * content: an encoding byte, a length byte, then the text. A content array is never changed in place.
 */
import { bitfield, bits } from "../codec/bitfield.ts";
import { u8 } from "../codec/integer.ts";
import { decode, encode } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

export const BLOCK_SIZE = 16;

const head = struct({ encoding: bitfield({ code: bits(3, 0) }), length: u8 });
const HEAD_SIZE = 2;

export const TextEncoding = { Latin1: 0, Utf8: 1, Unicode: 2 } as const;

/**
 * Makes the content for `text`, in Latin 1. At most 255 characters, the limit of the length byte and of what FreeIPMI's
 * bmc-device sends.
 */
export function blockText(text: string): Uint8Array {
  const bytes = Buffer.from(text, "latin1");
  return contentOf(TextEncoding.Latin1, bytes.length, bytes);
}

/**
 * Returns a block of 16 bytes, padded with 00h after the content's end. Throws `IpmiError` C9h for a block past the
 * end.
 */
export function blockOf(content: Uint8Array, block: number): Uint8Array {
  needBlock(content, block);
  const bytes = new Uint8Array(BLOCK_SIZE);
  bytes.set(content.subarray(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE));
  return bytes;
}

/**
 * Returns the content after a write. Block 0 starts a new text with the length it states; text not yet written is 00h.
 * ipmitool pads its last block and bmc-device sends it short, so bytes past the text's end are dropped and missing
 * bytes are 00h.
 *
 * Throws `IpmiError` C7h for no bytes or more than a block holds, C9h for a block past the end, and CCh for a reserved
 * encoding.
 */
export function withBlock(content: Uint8Array, block: number, data: Uint8Array): Uint8Array {
  if (data.length < (block === 0 ? HEAD_SIZE : 1) || data.length > BLOCK_SIZE) {
    throw new IpmiError(
      CompletionCode.DataLengthInvalid,
      `block ${block} has ${data.length} bytes; expected ${block === 0 ? HEAD_SIZE : 1} to ${BLOCK_SIZE}`,
    );
  }
  if (block === 0) {
    const { encoding, length } = decode(head, data.subarray(0, HEAD_SIZE));
    return contentOf(encoding.code, length, data.subarray(HEAD_SIZE));
  }
  needBlock(content, block);
  const written = Uint8Array.from(content);
  const at = block * BLOCK_SIZE;
  written.fill(0, at, at + BLOCK_SIZE).set(data.subarray(0, content.length - at), at);
  return written;
}

/** Character sets by encoding. */
const CHARSETS: readonly BufferEncoding[] = ["latin1", "utf8", "utf16le"];

/** Returns the text of a content. Bytes that its encoding does not know become replacement characters. */
export function textIn(content: Uint8Array): string {
  const { encoding } = decode(head, content.subarray(0, HEAD_SIZE));
  return Buffer.from(content.subarray(HEAD_SIZE)).toString(CHARSETS[encoding.code] ?? "latin1");
}

function contentOf(encoding: number, length: number, text: Uint8Array): Uint8Array {
  if (encoding > TextEncoding.Unicode) {
    throw new IpmiError(CompletionCode.InvalidDataField, `text encoding is ${encoding}; expected 0 to 2`);
  }
  const content = new Uint8Array(HEAD_SIZE + length);
  content.set(encode(head, { encoding: { code: encoding }, length }));
  content.set(text.subarray(0, length), HEAD_SIZE);
  return content;
}

function needBlock(content: Uint8Array, block: number): void {
  if (block * BLOCK_SIZE < content.length) return;
  throw new IpmiError(
    CompletionCode.ParameterOutOfRange,
    `block ${block} is past the end of a text of ${content.length} bytes`,
  );
}
