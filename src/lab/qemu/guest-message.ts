/**
 * A request and its answer as a guest's driver has them, before the interface adds what is its own (BT: length and
 * sequence number; KCS: nothing):
 *
 *   netFn << 2 | LUN, cmd, data…          netFn << 2 | LUN, cmd, completion code, data…
 */
import { bitfield, bits } from "../../codec/bitfield.ts";
import { decode, encode } from "../../codec/layout.ts";

export interface GuestRequest {
  readonly netFn: number;
  /** 0 unless given. */
  readonly lun?: number;
  readonly cmd: number;
  readonly data?: readonly number[] | Uint8Array;
}

export interface GuestAnswer {
  readonly netFn: number;
  readonly lun: number;
  readonly cmd: number;
  readonly completionCode: number;
  readonly data: Uint8Array;
}

/** What both register drivers do, for whoever does not care which interface it is. */
export interface GuestInterface {
  /** Sends a request and gives its answer. Rejects with `LabError` "guest" when the interface does not play its part. */
  exchange(request: GuestRequest): Promise<GuestAnswer>;
  /** The first half of an exchange: the request is handed over. */
  writeRequest(request: GuestRequest): Promise<void>;
  /** Whether an answer comes while patience lasts. */
  answerArrives(): Promise<boolean>;
  /** The second half: takes the answer that arrived. */
  readAnswer(): Promise<GuestAnswer>;
}

const netFnLun = bitfield({ netFn: bits(7, 2), lun: bits(1, 0) });

export function requestHeader({ netFn, lun = 0 }: GuestRequest): number {
  return encode(netFnLun, { netFn, lun })[0] ?? 0;
}

/** Undefined when the answer is too short to be one. */
export function readAnswer(header: number, rest: Uint8Array): GuestAnswer | undefined {
  const [cmd, completionCode] = rest;
  if (cmd === undefined || completionCode === undefined) return undefined;
  return { ...decode(netFnLun, Uint8Array.of(header)), cmd, completionCode, data: rest.subarray(2) };
}
