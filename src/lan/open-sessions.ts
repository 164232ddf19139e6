/** Opens sessions and finds them by the ID in a packet. */
import type { Bmc } from "../bmc/bmc.ts";
import { privilegeLimit, suiteLimit } from "../bmc/lan/logins.ts";
import { Privilege, privilegeName, privilegeOf } from "../ipmi/privilege.ts";
import { type Peer, type Protection, peerText } from "../ipmi/session.ts";
import type { SessionHappening } from "../observe/trace-event.ts";
import { LanSession, type SessionFacts } from "./lan-session.ts";
import { nameText, type TrafficOwner } from "./lan-traffic.ts";
import type { Wire15 } from "./wire-15.ts";
import type { WirePlus } from "./wire-plus.ts";

export type OpenSession =
  | { readonly session: LanSession; readonly version: "1.5"; readonly wire: Wire15 }
  | { readonly session: LanSession; readonly version: "2.0"; readonly wire: WirePlus };

export interface NewSession extends Omit<SessionFacts, "handle" | "channel"> {
  readonly peer: Peer;
  /** Cipher suite of an RMCP+ session. */
  readonly suite?: number;
}

export class OpenSessions {
  readonly #bmc: Bmc;
  readonly #owner: TrafficOwner;
  readonly #open = new Map<number, OpenSession>();

  constructor(bmc: Bmc, owner: TrafficOwner) {
    this.#bmc = bmc;
    this.#owner = owner;
  }

  get(id: number): OpenSession | undefined {
    return this.#open.get(id);
  }

  /** Opens a session at privilege User, or Callback if it can have no more (§22.17). */
  open(
    { peer, suite, ...facts }: NewSession,
    wire: { readonly version: "1.5"; readonly wire: Wire15 } | { readonly version: "2.0"; readonly wire: WirePlus },
    send: (session: LanSession, type: number, payload: Uint8Array, protection: Partial<Protection>) => void,
  ): LanSession {
    const { sessions, options } = this.#bmc;
    sessions.makeRoomFor(peer.address);
    const privilege = facts.highestPrivilege === Privilege.Callback ? Privilege.Callback : Privilege.User;
    const whole = { ...facts, handle: sessions.newHandle(), channel: options.lan.channel };
    const session: LanSession = new LanSession(whole, privilege, peer, suite, {
      clock: this.#owner.clock,
      idleMs: sessions.options.idleTimeout,
      send: (...what) => send(session, ...what),
    });
    session.onEnd((reason = "") => this.#closed(session, reason));
    this.#open.set(session.id, { session, ...wire });
    sessions.add(session);
    const { handle, highestPrivilege } = session;
    const user = this.#nameOf(session);
    const opened: SessionHappening = {
      ...{ kind: "session opened", session: handle, user, privilege: privilegeName(highestPrivilege), suite },
    };
    this.#owner.trace.publish(peerText(peer), opened);
    return session;
  }

  #closed(session: LanSession, reason: string): void {
    this.#open.delete(session.id);
    const closed = { kind: "session closed", session: session.handle, user: this.#nameOf(session), reason } as const;
    this.#owner.trace.publish(peerText(session.peer), closed);
  }

  #nameOf({ userId }: LanSession): string {
    return nameText(this.#bmc.users.name(userId));
  }

  /**
   * Returns the privilege that a session has now: the limits of its user, the channel and its suite may have changed.
   * Undefined when its user was disabled.
   */
  privilegeOf({ userId, channel, suite, privilege }: LanSession): Privilege | undefined {
    const { users } = this.#bmc;
    if (!users.isEnabled(userId) || users.access(userId, channel).privilegeLimit > Privilege.Oem) return undefined;
    const ofSuite = suite === undefined ? Privilege.Oem : suiteLimit(this.#bmc, suite);
    return privilegeOf(Math.min(privilege, privilegeLimit(this.#bmc, channel, userId), ofSuite));
  }
}
