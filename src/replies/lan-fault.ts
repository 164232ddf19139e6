/** Faults of a LAN door: rules for its datagrams, scoped, live and seeded as reply rules are. */
import type { RequestPattern } from "../ipmi/request-pattern.ts";
import type { CountScope, TimeRule } from "./scope.ts";

/** Kinds of datagram. An Open Session Request and its response are both "openSession". */
export const LAN_MESSAGES = ["ping", "pong", "openSession", "rakp1", "rakp2", "rakp3", "rakp4", "ipmi", "sol"] as const;
export type LanMessageKind = (typeof LAN_MESSAGES)[number];

export interface LanScope extends CountScope {
  /** Only this kind of datagram. */
  readonly message?: LanMessageKind | undefined;
  /** Only answers to this command. */
  readonly command?: { readonly netFn: number; readonly cmd: number } | undefined;
  /** Only answers to requests with this data. */
  readonly data?: RequestPattern | undefined;
}

/** Damage to a datagram as it is on the wire. "damaged": one byte behind the RMCP header is changed. */
export type DatagramShape = "duplicate" | "damaged" | { readonly truncated: number };

/**
 * The answer's session sequence number: the previous one again, with its bytes turned round, or with a number added.
 * The packet's code covers it, so that nothing else is wrong.
 */
export type SequenceRule = "repeat" | "bigEndian" | { readonly offset: number };

/** Effects on a datagram that is otherwise valid: its codes and checksums are those of the changed content. */
export interface LanContent {
  readonly sequence?: SequenceRule | undefined;
  /** Added to rqSeq of an answer. */
  readonly requestSequence?: { readonly offset: number } | undefined;
  /** "zero": the session ID in the packet's header is 0. */
  readonly sessionId?: "zero" | undefined;
  /**
   * "wrong": the authentication code, or RAKP 4's integrity check value, is another. "longer": a code in RAKP 2, or the
   * value in RAKP 4, has a byte more.
   */
  readonly code?: "wrong" | "longer" | undefined;
  /** "wrong": the checksum at the message's end is another. */
  readonly checksum?: "wrong" | undefined;
  /** "zero": an Open Session Response tells no privilege level. */
  readonly maxPrivilege?: "zero" | undefined;
  /** "openSession": codes and keys from RAKP 2 on are made with the privilege of the Open Session Request. */
  readonly hashedPrivilege?: "openSession" | undefined;
  /** "intel": codes and keys are made as by BMCs that FreeIPMI calls "intel20" and ipmitool "intelplus"; see `rakpCodes`. */
  readonly rakp?: "intel" | undefined;
  /**
   * For an IPMI 1.5 session without per-message authentication. "answered": answers have a code all the same. "required":
   * they have, and requests without one are discarded.
   */
  readonly perMessage?: "answered" | "required" | undefined;
  /**
   * SOL that the request activates. "deaf": it takes no characters and acknowledges none. "stuck": it never acknowledges
   * the console's first packet, until another number follows.
   */
  readonly sol?: "deaf" | "stuck" | undefined;
  /** A handshake message is refused with this status, 01h to FFh. */
  readonly status?: number | undefined;
  /** Completion code and data in place of the answer's. The request is not carried out. */
  readonly answer?: Uint8Array | undefined;
  /** The same, but the request is carried out. */
  readonly claims?: Uint8Array | undefined;
}

export interface LanFault extends LanContent {
  /** Name in logs and for removal. */
  readonly name: string;
  /** Whether it applies to what clients send, or to what the BMC sends. */
  readonly way: "request" | "answer";
  readonly when: LanScope;
  readonly time?: TimeRule | undefined;
  readonly shape?: DatagramShape | undefined;
  /** "afterNext": the datagram waits until the next one has gone. */
  readonly order?: "afterNext" | undefined;
  /** "otherPort": the answer comes from another UDP port. */
  readonly from?: "otherPort" | undefined;
}
