/**
 * An IPMI message in the VM protocol, request and response alike:
 *
 *   message id, netFn << 2 | LUN, cmd, data…, checksum
 *
 * A response has the odd netFn and carries its completion code as the first byte of data. The checksum makes the sum of
 * all bytes, message id included, zero modulo 256.
 */
import { checksum } from "../codec/checksum.ts";
import { type Discarded, EndMark, frame, MAX_BODY_SIZE, writeFrame } from "./vm-framing.ts";

/** Smallest message: id, netFn/LUN, cmd and checksum. OpenIPMI has the same limit. */
const MIN_MESSAGE_SIZE = 4;
/** Most bytes after the completion code that fit into a body. */
export const MAX_ANSWER_DATA_SIZE = MAX_BODY_SIZE - MIN_MESSAGE_SIZE - 1;
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

/** Decodes the first `size` bytes of a body; the bytes may be overwritten afterwards. */
export function decodeMessage(body: Uint8Array, size = body.length): VmMessage | Discarded {
  const id = body[0];
  const netFnLun = body[1];
  const cmd = body[2];
  if (id === undefined || netFnLun === undefined || cmd === undefined || size < MIN_MESSAGE_SIZE)
    return { kind: "discarded", reason: "too short", bytes: body.slice(0, size) };
  if (checksum(body, size) !== 0) return { kind: "discarded", reason: "bad checksum", bytes: body.slice(0, size) };
  const data = size === MIN_MESSAGE_SIZE ? NO_DATA : body.slice(3, size - 1);
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

/** Encodes the answer to a request as a complete frame. `data` are the bytes after the completion code. */
export function encodeAnswer(request: Encoded, completionCode: number, data: Uint8Array): Uint8Array {
  const { id, netFn, lun, cmd } = request;
  if (data.length > MAX_ANSWER_DATA_SIZE)
    return encodeMessage({ id, netFn: netFn + 1, lun, cmd, data: Uint8Array.of(completionCode, ...data) });
  return frame(SHARED_BODY, EndMark.Message, shareAnswer(request, completionCode, data));
}

/**
 * Encodes like `encodeAnswer`, into `out` from `at` on, which must have room for MAX_FRAME_SIZE bytes. `data` has at most
 * MAX_ANSWER_DATA_SIZE bytes. Returns where the frame ends.
 */
export function writeAnswer(request: Encoded, code: number, data: Uint8Array, out: Uint8Array, at: number): number {
  return writeFrame(SHARED_BODY, EndMark.Message, shareAnswer(request, code, data), out, at);
}

/** Writes an answer's body into the shared one. Returns its size. */
function shareAnswer({ id, netFn, lun, cmd }: Encoded, completionCode: number, data: Uint8Array): number {
  const size = data.length + MIN_MESSAGE_SIZE + 1;
  SHARED_BODY[3] = completionCode;
  SHARED_BODY.set(data, 4);
  finishBody(SHARED_BODY, size, id, ((netFn + 1) << 2) | lun, cmd);
  return size;
}

/** Encodes the body of a message, before escaping. */
export function messageBody(message: Encoded): Uint8Array {
  const body = new Uint8Array(message.data.length + MIN_MESSAGE_SIZE);
  writeBody(message, body, body.length);
  return body;
}

function writeBody({ id, netFn, lun, cmd, data }: Encoded, body: Uint8Array, size: number): void {
  body.set(data, 3);
  finishBody(body, size, id, (netFn << 2) | lun, cmd);
}

/** Writes the bytes around the data. */
function finishBody(body: Uint8Array, size: number, id: number, netFnLun: number, cmd: number): void {
  body[0] = id;
  body[1] = netFnLun;
  body[2] = cmd;
  body[size - 1] = 0;
  body[size - 1] = checksum(body, size);
}
