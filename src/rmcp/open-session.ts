/**
 * RMCP+ Open Session Request and Response (IPMI v2 tables 13-9 and 13-10). Each proposes or names one algorithm of each
 * kind in a record of eight bytes:
 *
 *   kind, 00h 00h, length (08h; 00h leaves the choice to the BMC), algorithm, 00h 00h 00h
 */
import { bitfield, bits } from "../codec/bitfield.ts";
import { reserved, rest } from "../codec/bytes.ts";
import { u8, u32 } from "../codec/integer.ts";
import { decode, encode, type ValueOf } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";
import type { ProposedAlgorithms } from "./cipher-suites.ts";
import { type Discarded, discarded } from "./discarded.ts";
import type { Refused } from "./refused.ts";
import { SessionStatus } from "./session-status.ts";

const level = bitfield({ privilege: bits(3, 0) });
const record = struct({
  kind: u8,
  reserved1: reserved(2),
  length: u8,
  algorithm: bitfield({ number: bits(5, 0) }),
  reserved2: reserved(3),
});
const Kind = { Authentication: 0, Integrity: 1, Confidentiality: 2 } as const;
const RECORD_SIZE = 8;
const records = struct({ authentication: record, integrity: record, confidentiality: record });

const requestStart = struct({ tag: u8, level, reserved: reserved(2), consoleSessionId: u32, rest });
const requestLayout = struct({ tag: u8, level, reserved: reserved(2), consoleSessionId: u32, records, rest });
const MIN_REQUEST_SIZE = 8;
const REQUEST_SIZE = 32;

export interface OpenSessionRequest extends ProposedAlgorithms {
  readonly kind: "openSessionRequest";
  readonly tag: number;
  /** The highest privilege that the session is to have; 0 asks for the highest that there is. */
  readonly maxPrivilege: number;
  readonly consoleSessionId: number;
}

/** Reads a request. One that has a tag, but not all records in order or session ID 0, is refused with a status. */
export function parseOpenSessionRequest(payload: Uint8Array): OpenSessionRequest | Refused | Discarded {
  if (payload.length < MIN_REQUEST_SIZE) return discarded("too short");
  const { tag, level, consoleSessionId } = decode(requestStart, payload);
  const refused = (status: SessionStatus): Refused => ({ kind: "refused", tag, sessionId: consoleSessionId, status });
  if (consoleSessionId === 0) return refused(SessionStatus.InvalidSessionId);
  if (payload.length < REQUEST_SIZE) return refused(SessionStatus.IllegalParameter);
  const algorithms = algorithmsOf(decode(requestLayout, payload).records);
  if (!algorithms) return refused(SessionStatus.IllegalParameter);
  return { kind: "openSessionRequest", tag, maxPrivilege: level.privilege, consoleSessionId, ...algorithms };
}

export function buildOpenSessionRequest(request: Omit<OpenSessionRequest, "kind">): Uint8Array {
  const { tag, maxPrivilege: privilege, consoleSessionId } = request;
  const rest = new Uint8Array();
  return encode(requestLayout, { tag, level: { privilege }, consoleSessionId, records: recordsOf(request), rest });
}

export interface SessionOpened extends ProposedAlgorithms {
  readonly kind: "sessionOpened";
  readonly tag: number;
  /** A privilege level, never 0: FreeIPMI refuses a session that could have less than it needs. */
  readonly maxPrivilege: number;
  readonly consoleSessionId: number;
  readonly bmcSessionId: number;
}

const openedLayout = struct({
  tag: u8,
  status: u8,
  level,
  reserved: reserved(1),
  consoleSessionId: u32,
  bmcSessionId: u32,
  records,
  rest,
});
const OPENED_SIZE = 36;

export interface OpenSessionRefused {
  readonly kind: "openSessionRefused";
  readonly tag: number;
  readonly status: number;
  readonly maxPrivilege: number;
  readonly consoleSessionId: number;
}

const refusedLayout = struct({ tag: u8, status: u8, level, reserved: reserved(1), consoleSessionId: u32, rest });
const REFUSED_SIZE = 8;

/** Reads a response. A refusal may be as short as its tag and status: ipmi_sim sends no more. */
export function parseOpenSessionResponse(payload: Uint8Array): SessionOpened | OpenSessionRefused | Discarded {
  const [tag, status] = payload;
  if (tag === undefined || status === undefined) return discarded("too short");
  if (status !== SessionStatus.Success) {
    if (payload.length < REFUSED_SIZE)
      return { kind: "openSessionRefused", tag, status, maxPrivilege: 0, consoleSessionId: 0 };
    const { level, consoleSessionId } = decode(refusedLayout, payload);
    return { kind: "openSessionRefused", tag, status, maxPrivilege: level.privilege, consoleSessionId };
  }
  if (payload.length < OPENED_SIZE) return discarded("too short");
  const { level, consoleSessionId, bmcSessionId, records } = decode(openedLayout, payload);
  const algorithms = algorithmsOf(records);
  if (!algorithms) return discarded("bad algorithm records");
  return {
    kind: "sessionOpened",
    tag,
    maxPrivilege: level.privilege,
    consoleSessionId,
    bmcSessionId,
    ...algorithms,
  };
}

export function buildSessionOpened(opened: Omit<SessionOpened, "kind">): Uint8Array {
  const { tag, maxPrivilege: privilege, consoleSessionId, bmcSessionId } = opened;
  return encode(openedLayout, {
    tag,
    status: SessionStatus.Success,
    level: { privilege },
    consoleSessionId,
    bmcSessionId,
    records: recordsOf(opened),
    rest: new Uint8Array(),
  });
}

export function buildOpenSessionRefused(refused: Omit<OpenSessionRefused, "kind">): Uint8Array {
  const { tag, status, maxPrivilege: privilege, consoleSessionId } = refused;
  return encode(refusedLayout, { tag, status, level: { privilege }, consoleSessionId, rest: new Uint8Array() });
}

/** Returns the algorithm of each kind; undefined when the records are of other kinds or in another order. */
function algorithmsOf(all: ValueOf<typeof records>): ProposedAlgorithms | undefined {
  const { authentication, integrity, confidentiality } = all;
  if (authentication.kind !== Kind.Authentication) return undefined;
  if (integrity.kind !== Kind.Integrity || confidentiality.kind !== Kind.Confidentiality) return undefined;
  return {
    authentication: algorithmOf(authentication),
    integrity: algorithmOf(integrity),
    confidentiality: algorithmOf(confidentiality),
  };
}

function algorithmOf({ length, algorithm }: ValueOf<typeof record>): number | undefined {
  return length === 0 ? undefined : algorithm.number;
}

function recordsOf({ authentication, integrity, confidentiality }: ProposedAlgorithms): ValueOf<typeof records> {
  return {
    authentication: recordOf(Kind.Authentication, authentication),
    integrity: recordOf(Kind.Integrity, integrity),
    confidentiality: recordOf(Kind.Confidentiality, confidentiality),
  };
}

function recordOf(kind: number, algorithm: number | undefined): ValueOf<typeof record> {
  return { kind, length: algorithm === undefined ? 0 : RECORD_SIZE, algorithm: { number: algorithm ?? 0 } };
}
