/**
 * A message on an IPMB (IPMB v1.0, chapter 2) and in the packets of a LAN (IPMI v2 §13.8):
 *
 *   to, netFn << 2 | to LUN, checksum, from, sequence << 2 | from LUN, cmd, data…, checksum
 *
 * A response's data starts with its completion code.
 */
import { bitfield, bits } from "../codec/bitfield.ts";
import { rest } from "../codec/bytes.ts";
import { checksum } from "../codec/checksum.ts";
import { u8 } from "../codec/integer.ts";
import { decode, encode } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";

const layout = struct({
  to: u8,
  function: bitfield({ netFn: bits(7, 2), lun: bits(1, 0) }),
  headerChecksum: u8,
  from: u8,
  sequence: bitfield({ number: bits(7, 2), lun: bits(1, 0) }),
  cmd: u8,
  rest,
});

export interface Message {
  readonly kind: "message";
  /** rsAddr of a request, rqAddr of a response. */
  readonly to: number;
  /** 0 to 63; odd in a response. */
  readonly netFn: number;
  readonly toLun: number;
  /** rqAddr of a request, rsAddr of a response. */
  readonly from: number;
  /** rqSeq, 0 to 63. */
  readonly sequence: number;
  readonly fromLun: number;
  readonly cmd: number;
  readonly data: Uint8Array;
}

/** Bytes that are not a message. */
export interface NotMessage {
  readonly kind: "discarded";
  readonly reason: "too short" | "bad checksum";
}

/** Six bytes before the data and a checksum after it. */
export const MIN_MESSAGE_SIZE = 7;
const HEADER_SIZE = 3;

export function parseMessage(bytes: Uint8Array): Message | NotMessage {
  if (bytes.length < MIN_MESSAGE_SIZE) return { kind: "discarded", reason: "too short" };
  const isWhole = checksum(bytes.subarray(0, HEADER_SIZE)) === 0 && checksum(bytes.subarray(HEADER_SIZE)) === 0;
  if (!isWhole) return { kind: "discarded", reason: "bad checksum" };
  const { function: called, sequence, rest: tail, to, from, cmd } = decode(layout, bytes);
  const functions = { netFn: called.netFn, toLun: called.lun };
  const sender = { from, sequence: sequence.number, fromLun: sequence.lun };
  return { kind: "message", to, ...functions, ...sender, cmd, data: tail.subarray(0, -1) };
}

export function buildMessage(message: Omit<Message, "kind">): Uint8Array {
  const { to, netFn, toLun, from, sequence, fromLun, cmd, data } = message;
  const called = { netFn, lun: toLun };
  const sender = { from, sequence: { number: sequence, lun: fromLun } };
  const tail = new Uint8Array(data.length + 1);
  tail.set(data);
  const checksummed = { headerChecksum: 0, rest: tail };
  const bytes = encode(layout, { to, function: called, ...sender, cmd, ...checksummed });
  bytes[2] = checksum(bytes.subarray(0, 2));
  bytes[bytes.length - 1] = checksum(bytes.subarray(HEADER_SIZE));
  return bytes;
}

/** Returns the response to a request; `data` starts with the completion code. */
export function responseTo(request: Message, data: Uint8Array): Message {
  const { to, toLun, from, fromLun, netFn } = request;
  return { ...request, netFn: netFn | 1, to: from, toLun: fromLun, from: to, fromLun: toLun, data };
}
