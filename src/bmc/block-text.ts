/**
 * Text that is read and written in blocks of 16 bytes (v2 table 22-16c): an encoding, a length, and so many bytes of text
 * after them. Content is the blocks' bytes one after another; it is never changed in place.
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

/** `text` in Latin 1, up to 255 characters: the most that the length byte can say, and that FreeIPMI's bmc-device sends. */
export function blockText(text: string): Uint8Array {
  const bytes = Buffer.from(text, "latin1");
  return contentOf(TextEncoding.Latin1, bytes.length, bytes);
}

/** 16 bytes, after the content's end 00h. C9h for a block that begins past the end. */
export function blockOf(content: Uint8Array, block: number): Uint8Array {
  needBlock(content, block);
  const bytes = new Uint8Array(BLOCK_SIZE);
  bytes.set(content.subarray(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE));
  return bytes;
}

/**
 * The content after a write. Block 0 begins a new text, as long as it says; what is not written of it yet is 00h. ipmitool
 * fills its last block up, bmc-device sends it short: bytes past the text's end are not kept, missing ones are 00h.
 *
 * C7h when there are no bytes or too many for a block, C9h for a block past the end, CCh for a reserved encoding.
 */
export function withBlock(content: Uint8Array, block: number, data: Uint8Array): Uint8Array {
  if (data.length < (block === 0 ? HEAD_SIZE : 1) || data.length > BLOCK_SIZE) {
    throw new IpmiError(CompletionCode.DataLengthInvalid, `${data.length} bytes in block ${block}`);
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

function contentOf(encoding: number, length: number, text: Uint8Array): Uint8Array {
  if (encoding > TextEncoding.Unicode) {
    throw new IpmiError(CompletionCode.InvalidDataField, `text encoding ${encoding} is reserved`);
  }
  const content = new Uint8Array(HEAD_SIZE + length);
  content.set(encode(head, { encoding: { code: encoding }, length }));
  content.set(text.subarray(0, length), HEAD_SIZE);
  return content;
}

function needBlock(content: Uint8Array, block: number): void {
  if (block * BLOCK_SIZE < content.length) return;
  throw new IpmiError(CompletionCode.ParameterOutOfRange, `block ${block} of a text of ${content.length} bytes`);
}
