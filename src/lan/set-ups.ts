/**
 * Set-ups of sessions that are under way, by the session ID that the BMC chose. A set-up takes no session: a client that
 * only sends first packets, even from forged addresses, keeps no user out.
 */
import type { Clock, Timer } from "../clock.ts";
import type { Peer } from "../ipmi/session.ts";
import { MAX_SET_UPS, SET_UP_MS, SET_UPS_OF_ADDRESS } from "./limits.ts";

export interface SetUpEntry {
  readonly id: number;
  readonly peer: Peer;
  /** Whether the client has used the ID, so that its address is not forged. */
  readonly isProven: boolean;
  /** Whether its session is open: it is kept for a repeated packet only. */
  readonly isOpen: boolean;
}

/** Why a set-up ended without a session: its time was over, or another set-up took its place. */
export type SetUpEnd = "late" | "replaced";

export class SetUps<Entry extends SetUpEntry> {
  readonly #clock: Clock;
  readonly #ended: (entry: Entry, why: SetUpEnd) => void;
  /** The oldest is first. */
  readonly #entries = new Map<number, { readonly entry: Entry; readonly untilMs: number }>();
  /** Ends those whose time is over. One for all: a flood makes no timers. */
  #timer: Timer | undefined;

  /** `ended` is called for a set-up that ended without a session. */
  constructor(clock: Clock, ended: (entry: Entry, why: SetUpEnd) => void) {
    this.#clock = clock;
    this.#ended = ended;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(id: number): Entry | undefined {
    return this.#entries.get(id)?.entry;
  }

  find(matches: (entry: Entry) => boolean): Entry | undefined {
    for (const { entry } of this.#entries.values()) if (matches(entry)) return entry;
    return undefined;
  }

  /** Adds a set-up, in place of another one if there are too many. */
  add(entry: Entry): void {
    if (this.#entries.size >= MAX_SET_UPS) this.#end(this.#leastNeeded(entry.peer), "replaced");
    this.#entries.set(entry.id, { entry, untilMs: this.#clock.nowMs() + SET_UP_MS });
    this.#wait();
  }

  delete(id: number): void {
    this.#entries.delete(id);
  }

  /** Returns the set-ups of a client. */
  of(peer: Peer): readonly Entry[] {
    return this.#all.filter((entry) => isSameClient(entry.peer, peer));
  }

  get #all(): readonly Entry[] {
    return [...this.#entries.values()].map(({ entry }) => entry);
  }

  #end(entry: Entry | undefined, why: SetUpEnd): void {
    if (!entry) return;
    this.delete(entry.id);
    if (!entry.isOpen) this.#ended(entry, why);
  }

  #wait(): void {
    const [first] = this.#entries.values();
    if (!first || this.#timer) return;
    this.#timer = this.#clock.after(first.untilMs - this.#clock.nowMs(), () => {
      this.#timer = undefined;
      this.#endLate();
      this.#wait();
    });
  }

  #endLate(): void {
    const nowMs = this.#clock.nowMs();
    const isLate = ({ untilMs }: { readonly untilMs: number }) => untilMs <= nowMs;
    for (const { entry } of [...this.#entries.values()].filter(isLate)) this.#end(entry, "late");
  }

  /** Finds the set-up that goes for one of `peer`. */
  #leastNeeded(peer: Peer): Entry | undefined {
    const all = this.#all;
    const most = largestShare(all, peer);
    if (most.length <= SET_UPS_OF_ADDRESS) return oldest(all);
    const ofClient = most.filter((entry) => isSameClient(entry.peer, peer));
    return oldest(ofClient.length > 0 ? ofClient : most);
  }
}

function isSameClient(one: Peer, other: Peer): boolean {
  return one.port === other.port && one.address === other.address;
}

/** The set-ups of the address that has the most: of `address`, if no other has more. */
function largestShare<Entry extends SetUpEntry>(entries: readonly Entry[], { address }: Peer): readonly Entry[] {
  const shares = Map.groupBy(entries, (entry) => entry.peer.address);
  let most = shares.get(address) ?? [];
  for (const share of shares.values()) if (share.length > most.length) most = share;
  return most;
}

/** The oldest of those whose session is open; if there are none, of those whose address may be forged; otherwise of all. */
function oldest<Entry extends SetUpEntry>(entries: readonly Entry[]): Entry | undefined {
  return entries.find(({ isOpen }) => isOpen) ?? entries.find(({ isProven }) => !isProven) ?? entries[0];
}
