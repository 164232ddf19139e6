/** Packets of an open RMCP+ session: their keys and their sequence numbers (IPMI v2 §6.12.13, §13.28). */

import type { Protection } from "../ipmi/session.ts";
import { withNumbers } from "../replies/lan-content.ts";
import type { LanPlan } from "../replies/lan-faults.ts";
import { Confidentiality, Integrity } from "../rmcp/cipher-suites.ts";
import type { Discarded } from "../rmcp/discarded.ts";
import { type OpenedPayload, openPacket, sealPacket } from "../rmcp/secure-packet.ts";
import type { SessionKeys } from "../rmcp/session-keys.ts";
import type { PlusPacket } from "../rmcp/session-packet-plus.ts";
import type { Random } from "./random.ts";
import { next, SequenceWindow, WINDOW_PLUS } from "./sequence-window.ts";

const IV_SIZE = 16;

export class WirePlus {
  readonly integrity: boolean;
  readonly confidentiality: boolean;
  readonly #keys: SessionKeys;
  readonly #consoleSessionId: number;
  readonly #random: Random;
  /** Packets with and without a code are numbered apart. The first one of the client may have any number. */
  readonly #inbound = { authenticated: new SequenceWindow(WINDOW_PLUS), plain: new SequenceWindow(WINDOW_PLUS) };
  #outbound = 0;

  constructor(keys: SessionKeys, consoleSessionId: number, random: Random) {
    this.#keys = keys;
    this.#consoleSessionId = consoleSessionId;
    this.#random = random;
    this.integrity = keys.suite.integrity !== Integrity.None;
    this.confidentiality = keys.suite.confidentiality !== Confidentiality.None;
  }

  /** Returns undefined for a repeat. `mayBePlain`: see openPacket. */
  open(packet: PlusPacket, mayBePlain: boolean): OpenedPayload | Discarded | undefined {
    const opened = openPacket(packet, this.#keys, mayBePlain);
    if (opened.kind === "discarded") return opened;
    const window = packet.isAuthenticated ? this.#inbound.authenticated : this.#inbound.plain;
    return window.take(packet.sequence) ? opened : undefined;
  }

  /** Builds a packet: what follows the RMCP header. All packets of a session have codes, or none has. */
  seal(
    payloadType: number,
    payload: Uint8Array,
    { encrypted = true }: Partial<Protection> = {},
    content?: LanPlan["content"],
  ): Uint8Array {
    this.#outbound = next(this.#outbound);
    const numbers = withNumbers({ sessionId: this.#consoleSessionId, sequence: this.#outbound }, content);
    const packet = { payloadType, ...numbers, payload };
    return sealPacket(packet, this.#keys, encrypted ? this.#random(IV_SIZE) : undefined);
  }
}
