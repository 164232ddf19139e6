/**
 * A limit on packets outside a session, by the address they come from: a flood from one address does not delay clients at
 * other addresses, and the door cannot be made to flood a forged address.
 */
import type { Clock } from "../clock.ts";
import { MOST_ADDRESSES, PACKETS_A_SECOND, PACKETS_AT_ONCE } from "./limits.ts";

interface Bucket {
  /** Packets that may still come at once. */
  readonly left: number;
  readonly atMs: number;
}

export class SourceLimit {
  readonly #clock: Clock;
  /** The address that was silent longest is first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a packet. Returns false if it is one too many. */
  allows(address: string): boolean {
    const atMs = this.#clock.nowMs();
    const bucket = this.#buckets.get(address);
    const gained = bucket ? ((atMs - bucket.atMs) * PACKETS_A_SECOND) / 1000 : 0;
    const left = Math.min(PACKETS_AT_ONCE, (bucket?.left ?? PACKETS_AT_ONCE) + gained);
    this.#buckets.delete(address);
    if (this.#buckets.size >= MOST_ADDRESSES) this.#forgetFirst();
    this.#buckets.set(address, { left: left < 1 ? left : left - 1, atMs });
    return left >= 1;
  }

  #forgetFirst(): void {
    const [first] = this.#buckets.keys();
    if (first !== undefined) this.#buckets.delete(first);
  }
}
