/**
 * The open sessions of a BMC (IPMI §6.11). A BMC reset ends them all and nothing stores them. The LAN door opens sessions;
 * Get Session Info and Close Session find them here, in-band too.
 */
import type { Clock } from "../../clock.ts";
import type { Session } from "../../ipmi/session.ts";

export interface SessionsOptions {
  /** The most open sessions, 1 to 63. */
  readonly maximum: number;
  /** Milliseconds without a packet after which a session ends (§6.12.15). */
  readonly idleTimeout: number;
  /** Milliseconds for which the LAN door stays silent after a BMC reset. */
  readonly offlineAfterReset: number;
}

/**
 * Time in which a new session's client sends its first packet. Before that the session gives way only to a client of another
 * address that has fewer sessions, so that log-ins at the same time from one address do not end each other's sessions.
 */
export const FIRST_PACKET_MS = 2000;

/** Handles are 1 to FFh. */
const MAX_HANDLES = 0xff;

export class Sessions {
  readonly options: SessionsOptions;
  readonly #clock: Clock;
  readonly #open = new Map<number, Session>();
  /** Number of resets of the BMC: a door with sessions of its own ends them when it changes. */
  resets = 0;
  #offlineUntilMs = Number.NEGATIVE_INFINITY;
  #lastHandle = 0;

  constructor(options: SessionsOptions, clock: Clock) {
    this.options = options;
    this.#clock = clock;
  }

  get all(): readonly Session[] {
    return [...this.#open.values()].sort((one, other) => one.handle - other.handle);
  }

  get count(): number {
    return this.#open.size;
  }

  /** Whether a client of this address gets no session. One that its client never used gives way to another. */
  isFullFor(address: string): boolean {
    return this.#open.size >= this.options.maximum && this.#givingWayTo(address) === undefined;
  }

  /** Whether a reset of the BMC is so recent that the LAN door does not answer yet. */
  get offline(): boolean {
    return this.#clock.nowMs() < this.#offlineUntilMs;
  }

  countOf(userId: number): number {
    return this.all.filter((session) => session.userId === userId).length;
  }

  byHandle(handle: number): Session | undefined {
    return this.#open.get(handle);
  }

  byId(id: number): Session | undefined {
    return this.all.find((session) => session.id === id);
  }

  /** Takes the next handle. The guest may still answer a session that is over: a new one gets another handle (§22.7). */
  newHandle(): number {
    do this.#lastHandle = (this.#lastHandle % MAX_HANDLES) + 1;
    while (this.#open.has(this.#lastHandle));
    return this.#lastHandle;
  }

  /** Ends a session that its client never used, if there is no room for one of this address. */
  makeRoomFor(address: string): void {
    if (this.#open.size >= this.options.maximum)
      this.#givingWayTo(address)?.end("its client did not use it, and another logs in");
  }

  add(session: Session): void {
    this.#open.set(session.handle, session);
    session.onEnd(() => this.#open.delete(session.handle));
  }

  /** §20.2, §20.3: a reset of the BMC. */
  reset(): void {
    this.endAll();
    this.resets++;
    this.#offlineUntilMs = this.#clock.nowMs() + this.options.offlineAfterReset;
  }

  endAll(reason = "the BMC was reset"): void {
    for (const session of this.all) session.end(reason);
  }

  /** The oldest that has never been used, and may go for one of this address. */
  #givingWayTo(address: string): Session | undefined {
    const own = this.#countFrom(address);
    const unused = [...this.#open.values()].filter(({ isUsed }) => !isUsed);
    return unused.find(({ idleMs, peer }) => idleMs >= FIRST_PACKET_MS || this.#countFrom(peer.address) > own);
  }

  #countFrom(address: string): number {
    return this.all.filter(({ peer }) => peer.address === address).length;
  }

  snapshot() {
    return this.all.map(({ handle, userId, privilege }) => ({ handle, userId, privilege }));
  }
}
