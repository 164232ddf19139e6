/** Packets of an open IPMI 1.5 session: their codes and their sequence numbers (IPMI v2 §6.12.8, §6.12.10, §13.6). */

import type { AuthenticationType } from "../ipmi/session.ts";
import { withNumbers } from "../replies/lan-content.ts";
import type { LanPlan } from "../replies/lan-faults.ts";
import { AuthType } from "../rmcp/auth-type.ts";
import { hasValidAuthCode, type SessionPacket, sealSessionPacket } from "../rmcp/session-packet.ts";
import { next, SequenceWindow, WINDOW_15 } from "./sequence-window.ts";

export interface Wire15Options {
  readonly sessionId: number;
  readonly type: AuthenticationType;
  /** False: the packets after the set-up have no code, because the channel does without. */
  readonly perMessage: boolean;
  readonly password: Uint8Array;
  /** Number of the client's first packet. */
  readonly inbound: number;
  /** Number of the last packet to the client: the answer that opened the session. */
  readonly outbound: number;
}

/** Whether a packet has the session's code, has none and need not have one, or has none although it needs one. */
export type Authenticity = "code" | "notNeeded" | "missing";

export class Wire15 {
  readonly #options: Wire15Options;
  readonly #inbound: SequenceWindow;
  #outbound: number;

  constructor(options: Wire15Options) {
    this.#options = options;
    this.#inbound = new SequenceWindow(WINDOW_15, options.inbound);
    this.#outbound = options.outbound;
  }

  /** Returns undefined for a packet with a wrong code. */
  authenticity(packet: SessionPacket): Authenticity | undefined {
    const { type, perMessage, password } = this.#options;
    if (packet.authType === AuthType.None) return type === AuthType.None || !perMessage ? "notNeeded" : "missing";
    return hasValidAuthCode(packet, type, password) ? "code" : undefined;
  }

  /** Takes the sequence number of a packet that was authentic. Returns false for a repeat. */
  take(packet: SessionPacket): boolean {
    return this.#inbound.take(packet.sequence);
  }

  /** Builds a packet: what follows the RMCP header. */
  seal(message: Uint8Array, withCode: boolean, content?: LanPlan["content"]): Uint8Array {
    const { type, sessionId, perMessage, password } = this.#options;
    this.#outbound = next(this.#outbound);
    const hasCode = (withCode && perMessage) || content?.perMessage !== undefined;
    const authType = hasCode ? type : AuthType.None;
    const numbers = withNumbers({ sessionId, sequence: this.#outbound }, content);
    return sealSessionPacket({ authType, ...numbers, message }, password);
  }
}
