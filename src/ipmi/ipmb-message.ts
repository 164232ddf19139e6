/**
 * Messages on an IPMB (IPMB v1.0, chapter 2). Requests and responses share this layout; a response's data starts with
 * the completion code.
 *
 *   to, netFn << 2 | to LUN, checksum, from, sequence << 2 | from LUN, cmd, data…, checksum
 */
import { bitfield, bits } from "../codec/bitfield.ts";
import { rest } from "../codec/bytes.ts";
import { checksum } from "../codec/checksum.ts";
import { u8 } from "../codec/integer.ts";
import { decode, encode, type ValueOf } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";
import { CompletionCode, IpmiError } from "./completion-code.ts";

const layout = struct({
  to: u8,
  function: bitfield({ netFn: bits(7, 2), lun: bits(1, 0) }),
  headerChecksum: u8,
  from: u8,
  sequence: bitfield({ number: bits(7, 2), lun: bits(1, 0) }),
  cmd: u8,
  rest,
});

export type IpmbMessage = Omit<ValueOf<typeof layout>, "headerChecksum" | "rest"> & { readonly data: Uint8Array };

/** Six bytes before the data and a checksum after it. */
const MIN_SIZE = 7;

/**
 * Decodes a message. Throws `IpmiError` C7h when it is too short, and CCh when a checksum is wrong: a real bus would
 * lose the message without a word.
 */
export function decodeIpmb(bytes: Uint8Array): IpmbMessage {
  if (bytes.length < MIN_SIZE)
    throw new IpmiError(
      CompletionCode.DataLengthInvalid,
      `the IPMB message has ${bytes.length} bytes; expected at least ${MIN_SIZE}`,
    );
  const { headerChecksum: _, rest: tail, ...message } = decode(layout, bytes);
  if (!isZero(bytes.subarray(0, 3)) || !isZero(bytes.subarray(3))) {
    throw new IpmiError(
      CompletionCode.InvalidDataField,
      "a checksum of the IPMB message is wrong; expected each part's bytes to sum to 0",
    );
  }
  return { ...message, data: tail.subarray(0, -1) };
}

export function encodeIpmb({ data, ...message }: IpmbMessage): Uint8Array {
  const bytes = encode(layout, { ...message, headerChecksum: 0, rest: Uint8Array.of(...data, 0) });
  bytes[2] = checksum(bytes.subarray(0, 2));
  bytes[bytes.length - 1] = checksum(bytes.subarray(3, -1));
  return bytes;
}

function isZero(bytes: Uint8Array): boolean {
  return checksum(bytes) === 0;
}
