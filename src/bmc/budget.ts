/** A limit on what a guest can cause again and again: so many at once, and then so many a second. */
import type { Clock } from "../clock.ts";

export interface BudgetOptions {
  readonly atOnce: number;
  readonly aSecond: number;
}

export class Budget {
  readonly #clock: Clock;
  readonly #options: BudgetOptions;
  #left: number;
  #atMs: number;

  constructor(clock: Clock, options: BudgetOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#left = options.atOnce;
    this.#atMs = clock.nowMs();
  }

  /** Counts one. Returns false if it is one too many. */
  allows(): boolean {
    const { atOnce, aSecond } = this.#options;
    const nowMs = this.#clock.nowMs();
    this.#left = Math.min(atOnce, this.#left + ((nowMs - this.#atMs) * aSecond) / 1000);
    this.#atMs = nowMs;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
