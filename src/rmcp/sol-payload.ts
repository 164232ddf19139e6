/**
 * The SOL payload (IPMI v2 §15.9, table 15-2):
 *
 *   sequence (0: no characters to acknowledge), acknowledged sequence (0: none), accepted characters,
 *   operation (from the console) or status (from the BMC), characters…
 */
import { bit, bitfield, bits } from "../codec/bitfield.ts";
import { rest } from "../codec/bytes.ts";
import { u8 } from "../codec/integer.ts";
import { decode, encode, type ValueOf } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";
import { type Discarded, discarded } from "./discarded.ts";

export const SOL_HEADER_SIZE = 4;
const sequenceLayout = bitfield({ number: bits(3, 0) });

const operation = bitfield({
  isNack: bit(6),
  ringsWakeOnRing: bit(5),
  sendsBreak: bit(4),
  pausesCts: bit(3),
  dropsDcdAndDsr: bit(2),
  flushesInbound: bit(1),
  flushesOutbound: bit(0),
});

const status = bitfield({
  isNack: bit(6),
  isTransferUnavailable: bit(5),
  isDeactivating: bit(4),
  hasOverrun: bit(3),
  hasBreak: bit(2),
});

export type SolOperation = ValueOf<typeof operation>;
export type SolStatus = ValueOf<typeof status>;

interface SolPayload {
  /** 1 to 15; 0 in a packet that only acknowledges. */
  readonly sequence: number;
  /** The sequence that this packet acknowledges, or 0. */
  readonly acknowledged: number;
  /** Characters taken of the acknowledged packet. */
  readonly acceptedCount: number;
  readonly characters: Uint8Array;
}

export interface SolFromConsole extends SolPayload {
  readonly kind: "fromConsole";
  readonly operation: SolOperation;
}

export interface SolFromBmc extends SolPayload {
  readonly kind: "fromBmc";
  readonly status: SolStatus;
}

export const NO_OPERATION: SolOperation = decode(operation, Uint8Array.of(0));
export const NO_STATUS: SolStatus = decode(status, Uint8Array.of(0));

const start = struct({ sequence: sequenceLayout, acknowledged: sequenceLayout, acceptedCount: u8 });
const consoleLayout = struct({ start, operation, characters: rest });
const bmcLayout = struct({ start, status, characters: rest });

export function parseSolFromConsole(payload: Uint8Array): SolFromConsole | Discarded {
  if (payload.length < SOL_HEADER_SIZE) return discarded("too short");
  const { start, operation, characters } = decode(consoleLayout, payload);
  return { kind: "fromConsole", ...numbersOf(start), operation, characters };
}

export function buildSolFromConsole({ operation, characters, ...numbers }: Omit<SolFromConsole, "kind">): Uint8Array {
  return encode(consoleLayout, { start: startOf(numbers), operation, characters });
}

export function parseSolFromBmc(payload: Uint8Array): SolFromBmc | Discarded {
  if (payload.length < SOL_HEADER_SIZE) return discarded("too short");
  const { start, status, characters } = decode(bmcLayout, payload);
  return { kind: "fromBmc", ...numbersOf(start), status, characters };
}

export function buildSolFromBmc({ status, characters, ...numbers }: Omit<SolFromBmc, "kind">): Uint8Array {
  return encode(bmcLayout, { start: startOf(numbers), status, characters });
}

type Numbers = Omit<SolPayload, "characters">;

function numbersOf({ sequence, acknowledged, acceptedCount }: ValueOf<typeof start>): Numbers {
  return { sequence: sequence.number, acknowledged: acknowledged.number, acceptedCount };
}

function startOf({ sequence, acknowledged, acceptedCount }: Numbers): ValueOf<typeof start> {
  return { sequence: { number: sequence }, acknowledged: { number: acknowledged }, acceptedCount };
}
