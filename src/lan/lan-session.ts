/** An open session: its privilege, its client's address, and its end when the client is silent for too long. */
import type { Clock, Timer } from "../clock.ts";
import type { Privilege } from "../ipmi/privilege.ts";
import type { Peer, Protection, Session } from "../ipmi/session.ts";
import { KeptAnswers } from "./kept-answers.ts";

export type SessionFacts = Pick<
  Session,
  "handle" | "id" | "userId" | "channel" | "version" | "highestPrivilege" | "integrity" | "confidentiality"
>;

export interface SessionDeps {
  readonly clock: Clock;
  readonly idleMs: number;
  /** Sends a payload in a packet of the session. */
  send(type: number, payload: Uint8Array, protection: Partial<Protection>): void;
}

export class LanSession implements Session {
  readonly handle: number;
  readonly id: number;
  readonly userId: number;
  readonly channel: number;
  readonly version: "1.5" | "2.0";
  readonly highestPrivilege: Privilege;
  readonly integrity: boolean;
  readonly confidentiality: boolean;
  readonly kept: KeptAnswers;
  /** Privilege limit of its cipher suite; see `suiteLimit`. Undefined for IPMI 1.5. */
  readonly suite: number | undefined;
  #privilege: Privilege;
  #peer: Peer;
  readonly #deps: SessionDeps;
  #endListeners: ((reason?: string) => void)[] = [];
  #isOver = false;
  #isUsed = false;
  #activeMs: number;
  #idle: Timer;

  constructor(facts: SessionFacts, privilege: Privilege, peer: Peer, suite: number | undefined, deps: SessionDeps) {
    this.handle = facts.handle;
    this.id = facts.id;
    this.userId = facts.userId;
    this.channel = facts.channel;
    this.version = facts.version;
    this.highestPrivilege = facts.highestPrivilege;
    this.integrity = facts.integrity;
    this.confidentiality = facts.confidentiality;
    this.suite = suite;
    this.kept = new KeptAnswers(deps.clock);
    this.#privilege = privilege;
    this.#peer = peer;
    this.#deps = deps;
    this.#activeMs = deps.clock.nowMs();
    this.#idle = deps.clock.after(deps.idleMs, () => this.#checkIdle());
  }

  get privilege(): Privilege {
    return this.#privilege;
  }

  get isUsed(): boolean {
    return this.#isUsed;
  }

  get peer(): Peer {
    return this.#peer;
  }

  get idleMs(): number {
    return this.#deps.clock.nowMs() - this.#activeMs;
  }

  setPrivilege(privilege: Privilege): void {
    this.#privilege = privilege;
  }

  sendPayload(type: number, payload: Uint8Array, protection: Partial<Protection> = {}): void {
    if (!this.#isOver) this.#deps.send(type, payload, protection);
  }

  /** Takes note of an authentic packet: answers go to where it came from. */
  heard(peer: Peer): void {
    this.#peer = peer;
    this.#isUsed = true;
    this.#activeMs = this.#deps.clock.nowMs();
  }

  onEnd(listener: (reason?: string) => void): void {
    this.#endListeners.push(listener);
  }

  end(reason = "it was closed"): void {
    if (this.#isOver) return;
    const listeners = this.#endListeners;
    this.#endListeners = [];
    // A payload may say goodbye to the client.
    for (const listener of listeners) listener(reason);
    this.#isOver = true;
    this.#idle.cancel();
  }

  #checkIdle(): void {
    const { clock, idleMs } = this.#deps;
    const leftMs = this.#activeMs + idleMs - clock.nowMs();
    if (leftMs <= 0) this.end("it was idle for too long");
    else this.#idle = clock.after(leftMs, () => this.#checkIdle());
  }
}
