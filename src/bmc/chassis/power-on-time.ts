/**
 * The total time that system power has been on (IPMI §28.14, Get POH Counter). Partial hours are kept while it is off.
 */
import type { Clock } from "../../clock.ts";

const MS_PER_HOUR = 3_600_000;
const MS_PER_MINUTE = 60_000;

export class PowerOnTime {
  readonly #clock: Clock;
  #beforeMs: number;
  #sinceMs: number | undefined;

  /** `hours`: the initial counter value. */
  constructor(clock: Clock, hours: number) {
    this.#clock = clock;
    this.#beforeMs = hours * MS_PER_HOUR;
  }

  /** Whole hours. */
  get hours(): number {
    return Math.floor(this.#totalMs / MS_PER_HOUR);
  }

  powerChanged(on: boolean): void {
    this.#beforeMs = this.#totalMs;
    this.#sinceMs = on ? this.#clock.nowMs() : undefined;
  }

  /** The time to store, in whole minutes. */
  save(): number {
    return Math.floor(this.#totalMs / MS_PER_MINUTE);
  }

  restore(minutes: number): void {
    this.#beforeMs = minutes * MS_PER_MINUTE;
    if (this.#sinceMs !== undefined) this.#sinceMs = this.#clock.nowMs();
  }

  snapshot() {
    return { totalMs: this.#totalMs };
  }

  get #totalMs(): number {
    return this.#beforeMs + (this.#sinceMs === undefined ? 0 : this.#clock.nowMs() - this.#sinceMs);
  }
}
