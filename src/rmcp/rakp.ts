/** RAKP messages 1 to 4 (IPMI v2 tables 13-11 to 13-14): both ends prove that they know the password. */
import { bit, bitfield, bits } from "../codec/bitfield.ts";
import { bytes, reserved, rest } from "../codec/bytes.ts";
import { u8, u32 } from "../codec/integer.ts";
import { decode, encode } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";
import { type Discarded, discarded } from "./discarded.ts";
import type { Refused } from "./refused.ts";
import { SessionStatus } from "./session-status.ts";

/** Bytes of a random number and of the GUID. */
export const RANDOM_SIZE = 16;
export const MAX_NAME_SIZE = 16;

const random = bytes(RANDOM_SIZE);
const EMPTY = new Uint8Array();

export interface Rakp1 {
  readonly kind: "rakp1";
  readonly tag: number;
  readonly bmcSessionId: number;
  readonly consoleRandom: Uint8Array;
  /** The whole byte: the codes cover it as sent. `roleOf` reads it. */
  readonly role: number;
  readonly userName: Uint8Array;
}

const rakp1Start = struct({ tag: u8, reserved1: reserved(3), bmcSessionId: u32, consoleRandom: random, role: u8 });
const rakp1Layout = struct({ start: rakp1Start, reserved2: reserved(2), nameLength: u8, tail: rest });
const RAKP1_NAME_AT = 28;

/** Reads RAKP 1. Bytes after the name are legal: some clients send all 16 bytes of the field. */
export function parseRakp1(payload: Uint8Array): Rakp1 | Refused | Discarded {
  if (payload.length < RAKP1_NAME_AT) return discarded("too short");
  const { start, nameLength, tail } = decode(rakp1Layout, payload);
  if (nameLength > MAX_NAME_SIZE || nameLength > tail.length) {
    const { tag, bmcSessionId: sessionId } = start;
    return { kind: "refused", tag, sessionId, status: SessionStatus.InvalidNameLength };
  }
  return { kind: "rakp1", ...start, userName: tail.subarray(0, nameLength) };
}

export function buildRakp1({ userName, ...start }: Omit<Rakp1, "kind">): Uint8Array {
  return encode(rakp1Layout, { start, nameLength: userName.length, tail: userName });
}

export interface Role {
  /** 0 asks for the highest privilege that the user may have. */
  readonly privilege: number;
  /** Whether the user is looked up by name alone; otherwise by name and privilege. */
  readonly isNameOnly: boolean;
}

const roleLayout = bitfield({ isNameOnly: bit(4), privilege: bits(3, 0) });

export function roleOf(role: number): Role {
  return decode(roleLayout, Uint8Array.of(role));
}

/** Returns the role byte with another privilege. */
export function roleWith(role: number, privilege: number): number {
  const [byte = 0] = encode(roleLayout, { ...roleOf(role), privilege });
  return byte;
}

/** RAKP 2 with status 00h. */
export interface Rakp2 {
  readonly kind: "rakp2";
  readonly tag: number;
  readonly consoleSessionId: number;
  readonly bmcRandom: Uint8Array;
  readonly guid: Uint8Array;
  readonly authCode: Uint8Array;
}

/** RAKP 2 or 4 with another status. */
export interface RakpRefused {
  readonly kind: "rakpRefused";
  readonly tag: number;
  readonly status: number;
  readonly consoleSessionId: number;
}

const answerStart = { tag: u8, status: u8, reserved: reserved(2), consoleSessionId: u32 };
const refusedLayout = struct({ ...answerStart, rest });
const rakp2Layout = struct({ ...answerStart, bmcRandom: random, guid: random, authCode: rest });
const ANSWER_START_SIZE = 8;
const RAKP2_CODE_AT = 40;

export function parseRakp2(payload: Uint8Array): Rakp2 | RakpRefused | Discarded {
  const refused = parseRefused(payload);
  if (refused) return refused;
  if (payload.length < RAKP2_CODE_AT) return discarded("too short");
  const { status: _, ...fields } = decode(rakp2Layout, payload);
  return { kind: "rakp2", ...fields };
}

export function buildRakp2(message: Omit<Rakp2, "kind">): Uint8Array {
  return encode(rakp2Layout, { ...message, status: SessionStatus.Success });
}

/** Builds a RAKP 2 or 4 that refuses. */
export function buildRakpRefused(refused: Omit<RakpRefused, "kind">): Uint8Array {
  return encode(refusedLayout, { ...refused, rest: EMPTY });
}

export interface Rakp3 {
  readonly kind: "rakp3";
  readonly tag: number;
  /** Not 00h when the console gives up the handshake. */
  readonly status: number;
  readonly bmcSessionId: number;
  readonly authCode: Uint8Array;
}

const rakp3Layout = struct({ tag: u8, status: u8, reserved: reserved(2), bmcSessionId: u32, authCode: rest });

export function parseRakp3(payload: Uint8Array): Rakp3 | Discarded {
  if (payload.length < ANSWER_START_SIZE) return discarded("too short");
  return { kind: "rakp3", ...decode(rakp3Layout, payload) };
}

export function buildRakp3(message: Omit<Rakp3, "kind">): Uint8Array {
  return encode(rakp3Layout, message);
}

/** RAKP 4 with status 00h. */
export interface Rakp4 {
  readonly kind: "rakp4";
  readonly tag: number;
  readonly consoleSessionId: number;
  readonly integrityCheckValue: Uint8Array;
}

const rakp4Layout = struct({ ...answerStart, integrityCheckValue: rest });

export function parseRakp4(payload: Uint8Array): Rakp4 | RakpRefused | Discarded {
  const refused = parseRefused(payload);
  if (refused) return refused;
  const { status: _, ...fields } = decode(rakp4Layout, payload);
  return { kind: "rakp4", ...fields };
}

export function buildRakp4(message: Omit<Rakp4, "kind">): Uint8Array {
  return encode(rakp4Layout, { ...message, status: SessionStatus.Success });
}

function parseRefused(payload: Uint8Array): RakpRefused | Discarded | undefined {
  if (payload.length < ANSWER_START_SIZE) return discarded("too short");
  const { rest: _, ...fields } = decode(refusedLayout, payload);
  return fields.status === SessionStatus.Success ? undefined : { kind: "rakpRefused", ...fields };
}
