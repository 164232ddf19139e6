/** Sessions of a LAN channel (IPMI §6.11), as commands and payloads see them. */
import type { Privilege } from "./privilege.ts";

/** A client's address, as the door's socket gives it. */
export interface Peer {
  readonly address: string;
  readonly port: number;
}

/** Formats a client's address: `192.0.2.7:40000`, `[fe80::1]:40000`. */
export function peerText({ address, port }: Peer): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

export interface Session {
  /** 1 to FFh. Get Session Info and Send Message name a session by it. */
  readonly handle: number;
  /** The BMC's own session ID: never 0. */
  readonly id: number;
  readonly userId: number;
  readonly channel: number;
  readonly version: "1.5" | "2.0";
  /** The highest privilege that the set-up agreed on. */
  readonly highestPrivilege: Privilege;
  /** The present privilege (§22.18). */
  readonly privilege: Privilege;
  /** Whether packets of the session are authenticated and encrypted. */
  readonly integrity: boolean;
  readonly confidentiality: boolean;
  /** Sender of the last authenticated packet, which gets the answers. */
  readonly peer: Peer;
  /** Milliseconds since the last authentic packet. */
  readonly idleMs: number;
  /** Whether its client has sent an authentic packet in it. One with another K_G opens a session that it cannot use. */
  readonly isUsed: boolean;
  setPrivilege(privilege: Privilege): void;
  /**
   * Sends a payload other than an IPMI message. `protection`: what to do without although the session has it, such as
   * encryption that Activate Payload did not ask for.
   */
  sendPayload(type: number, payload: Uint8Array, protection?: Partial<Protection>): void;
  /** Calls `listener` when the session ends, whatever ends it. */
  onEnd(listener: (reason?: string) => void): void;
  /** Ends the session. The answer to the present request still leaves. `reason`: for the trace. */
  end(reason?: string): void;
}

export interface Protection {
  readonly authenticated: boolean;
  readonly encrypted: boolean;
}

/** Authentication types of IPMI 1.5 sessions (table 22-19), by name. */
export const AuthenticationType = { none: 0, md2: 1, md5: 2, password: 4, oem: 5 } as const;
export type AuthenticationType = (typeof AuthenticationType)[keyof typeof AuthenticationType];

/** The set-up of an IPMI 1.5 session, for the two commands that make one (§22.16, §22.17). */
export interface SetUp {
  /** Draws a temporary session ID and a challenge. An unknown name gets them too unless names are revealed. */
  challenge(
    type: AuthenticationType,
    userId: number | undefined,
    name: Uint8Array,
  ): { readonly id: number; readonly challenge: Uint8Array };
  /** The challenge that the packet answers, whose code was right. Undefined: the packet came without one. */
  readonly answered: AnsweredChallenge | undefined;
  /** Whether a name of no user is refused, and gets no challenge. */
  readonly revealsUserNames: boolean;
}

export interface AnsweredChallenge {
  /** That of the client. */
  readonly address: string;
  readonly type: AuthenticationType;
  readonly userId: number;
  readonly challenge: Uint8Array;
  /** Opens the session. The first request in it must have the returned sequence number. */
  open(privilege: Privilege, outboundSequence: number): { readonly id: number; readonly inboundSequence: number };
}
