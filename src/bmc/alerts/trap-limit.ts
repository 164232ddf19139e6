/** A limit on the traps of a machine: events that flood the BMC do not flood the network. */
import type { Clock } from "../../clock.ts";
import { TRAPS_A_SECOND, TRAPS_AT_ONCE } from "./limits.ts";

export class TrapLimit {
  readonly #clock: Clock;
  #left = TRAPS_AT_ONCE;
  #atMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#atMs = clock.nowMs();
  }

  /** Counts a trap. Returns false if it is one too many. */
  allows(): boolean {
    const nowMs = this.#clock.nowMs();
    const gained = ((nowMs - this.#atMs) * TRAPS_A_SECOND) / 1000;
    this.#left = Math.min(TRAPS_AT_ONCE, this.#left + gained);
    this.#atMs = nowMs;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
