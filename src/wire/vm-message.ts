/**
 * An IPMI message in the VM protocol, request and response alike:
 *
 *   message id, netFn << 2 | LUN, cmd, data…, checksum
 *
 * A response has the odd netFn and carries its completion code as the first byte of data. The checksum makes the sum of
 * all bytes, message id included, zero modulo 256.
 */
import { checksum } from "../codec/checksum.ts";
import { type Discarded, EndMark, frame, MAX_BODY_SIZE } from "./vm-framing.ts";

/** Smallest message: id, netFn/LUN, cmd and checksum. OpenIPMI has the same limit. */
const MIN_MESSAGE_SIZE = 4;
const NO_DATA = new Uint8Array();

export interface VmMessage {
  readonly kind: "message";
  /** QEMU's message id, 00h to FFh; an answer has the id of its request. */
  readonly id: number;
  /** 0 to 63; odd in a response. */
  readonly netFn: number;
  /** 0 to 3. */
  readonly lun: number;
  readonly cmd: number;
  readonly data: Uint8Array;
}

export function decodeMessage(body: Uint8Array): VmMessage | Discarded {
  const id = body[0];
  const netFnLun = body[1];
  const cmd = body[2];
  if (id === undefined || netFnLun === undefined || cmd === undefined || body.length < MIN_MESSAGE_SIZE) {
    return { kind: "discarded", reason: "too short", bytes: body };
  }
  if (checksum(body) !== 0) return { kind: "discarded", reason: "bad checksum", bytes: body };
  const data = body.length === MIN_MESSAGE_SIZE ? NO_DATA : body.slice(3, -1);
  return { kind: "message", id, netFn: netFnLun >> 2, lun: netFnLun & 0x03, cmd, data };
}

type Encoded = Omit<VmMessage, "kind">;

/** Body of the message that is being encoded, so that most need no array of their own for it. */
const SHARED_BODY = new Uint8Array(MAX_BODY_SIZE);

/** Encodes a message as a complete frame. */
export function encodeMessage(message: Encoded): Uint8Array {
  const size = message.data.length + MIN_MESSAGE_SIZE;
  if (size > SHARED_BODY.length) return frame(messageBody(message), EndMark.Message);
  writeBody(message, SHARED_BODY, size);
  return frame(SHARED_BODY, EndMark.Message, size);
}

/** Encodes the body of a message, before escaping. */
export function messageBody(message: Encoded): Uint8Array {
  const body = new Uint8Array(message.data.length + MIN_MESSAGE_SIZE);
  writeBody(message, body, body.length);
  return body;
}

function writeBody({ id, netFn, lun, cmd, data }: Encoded, body: Uint8Array, size: number): void {
  body[0] = id;
  body[1] = (netFn << 2) | lun;
  body[2] = cmd;
  body.set(data, 3);
  body[size - 1] = 0;
  body[size - 1] = checksum(body, size);
}
