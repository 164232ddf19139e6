/**
 * A request and its answer as a guest's driver has them, without the bytes that the interface adds (BT: length and
 * sequence number; KCS: none):
 *
 *   netFn << 2 | LUN, cmd, data…          netFn << 2 | LUN, cmd, completion code, data…
 */
import { bitfield, bits } from "../../codec/bitfield.ts";
import { decode, encode } from "../../codec/layout.ts";

export interface GuestRequest {
  readonly netFn: number;
  /** Defaults to 0. */
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

/** The operations that both register drivers have. */
export interface GuestInterface {
  /** Sends a request and returns its answer. Rejects with `LabError` "guest" if the interface breaks its protocol. */
  exchange(request: GuestRequest): Promise<GuestAnswer>;
  /** Does the first half of an exchange: writes the request. */
  writeRequest(request: GuestRequest): Promise<void>;
  /** Whether an answer comes before the driver's patience ends. */
  answerArrives(): Promise<boolean>;
  /** Does the second half: reads the answer that arrived. */
  readAnswer(): Promise<GuestAnswer>;
}

const netFnLun = bitfield({ netFn: bits(7, 2), lun: bits(1, 0) });

export function requestHeader({ netFn, lun = 0 }: GuestRequest): number {
  return encode(netFnLun, { netFn, lun })[0] ?? 0;
}

/** Returns the answer; undefined if the bytes are too few for one. */
export function readAnswer(header: number, rest: Uint8Array): GuestAnswer | undefined {
  const [cmd, completionCode] = rest;
  if (cmd === undefined || completionCode === undefined) return undefined;
  return { ...decode(netFnLun, Uint8Array.of(header)), cmd, completionCode, data: rest.subarray(2) };
}
