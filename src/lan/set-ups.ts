/**
 * Set-ups of sessions that are under way, by the session ID that the BMC chose. A set-up takes no session: a client that
 * only sends first packets, even from forged addresses, keeps no user out.
 */
import type { Clock, Timer } from "../clock.ts";
import type { Peer } from "../ipmi/session.ts";
import { MAX_SET_UPS, MAX_SET_UPS_OF_ADDRESS, SET_UP_MS } from "./limits.ts";

export interface SetUpEntry {
  readonly id: number;
  readonly peer: Peer;
  /** Whether the client has used the ID, so that its address is not forged. */
  readonly isProven: boolean;
}

export class SetUps<Entry extends SetUpEntry> {
  readonly #clock: Clock;
  readonly #expired: (entry: Entry) => void;
  /** The oldest is first. */
  readonly #entries = new Map<number, { readonly entry: Entry; readonly timer: Timer }>();

  /** `expired` is called for a set-up whose time is over. */
  constructor(clock: Clock, expired: (entry: Entry) => void = () => {}) {
    this.#clock = clock;
    this.#expired = expired;
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

  /** Adds a set-up, in place of the oldest one if there are too many. */
  add(entry: Entry): void {
    const all = [...this.#entries.values()].map((each) => each.entry);
    const ofAddress = all.filter(({ peer }) => peer.address === entry.peer.address);
    const ofClient = ofAddress.filter(({ peer }) => peer.port === entry.peer.port);
    if (ofAddress.length >= MAX_SET_UPS_OF_ADDRESS) this.#replace(ofClient.length > 0 ? ofClient : ofAddress);
    else if (all.length >= MAX_SET_UPS) this.#replace(all);
    const timer = this.#clock.after(SET_UP_MS, () => {
      this.#entries.delete(entry.id);
      this.#expired(entry);
    });
    this.#entries.set(entry.id, { entry, timer });
  }

  delete(id: number): void {
    this.#entries.get(id)?.timer.cancel();
    this.#entries.delete(id);
  }

  #replace(among: readonly Entry[]): void {
    const oldest = among.find(({ isProven }) => !isProven) ?? among[0];
    if (oldest) this.delete(oldest.id);
  }
}
