/**
 * A LAN message (IPMI v2 §13.8): the payload of IPMI in both kinds of session packet, laid out as on IPMB.
 *
 *   to, netFn << 2 | to LUN, checksum, from, sequence << 2 | from LUN, cmd, data…, checksum
 *
 * A response's data starts with its completion code.
 */
import { checksum } from "../codec/checksum.ts";
import { type Discarded, discarded } from "./discarded.ts";

export interface LanMessage {
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

const MIN_SIZE = 7;
const HEADER_SIZE = 3;

export function parseLanMessage(bytes: Uint8Array): LanMessage | Discarded {
  const [to, netFnLun, , from, sequenceLun, cmd] = bytes;
  if (to === undefined || netFnLun === undefined || from === undefined || sequenceLun === undefined) {
    return discarded("too short");
  }
  if (cmd === undefined || bytes.length < MIN_SIZE) return discarded("too short");
  const isWhole = checksum(bytes.subarray(0, HEADER_SIZE)) === 0 && checksum(bytes.subarray(HEADER_SIZE)) === 0;
  if (!isWhole) return discarded("bad checksum");
  return {
    kind: "message",
    to,
    netFn: netFnLun >> 2,
    toLun: netFnLun & 0x03,
    from,
    sequence: sequenceLun >> 2,
    fromLun: sequenceLun & 0x03,
    cmd,
    data: bytes.subarray(6, -1),
  };
}

export function buildLanMessage(message: Omit<LanMessage, "kind">): Uint8Array {
  const { to, netFn, toLun, from, sequence, fromLun, cmd, data } = message;
  const bytes = new Uint8Array(MIN_SIZE + data.length);
  bytes.set([to, (netFn << 2) | toLun, 0, from, (sequence << 2) | fromLun, cmd]);
  bytes[2] = checksum(bytes.subarray(0, 2));
  bytes.set(data, 6);
  bytes[bytes.length - 1] = checksum(bytes.subarray(HEADER_SIZE));
  return bytes;
}

/** Returns the response to a request; `data` starts with the completion code. */
export function responseTo(request: LanMessage, data: Uint8Array): LanMessage {
  const { to, toLun, from, fromLun, netFn } = request;
  return { ...request, netFn: netFn | 1, to: from, toLun: fromLun, from: to, fromLun: toLun, data };
}
