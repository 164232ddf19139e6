/** How long system power has been on in all (IPMI §28.14, Get POH Counter). Parts of an hour are kept while it is off. */
import type { Clock } from "../../clock.ts";

const MS_PER_HOUR = 3_600_000;
const MS_PER_MINUTE = 60_000;

export class PowerOnTime {
  readonly #clock: Clock;
  #beforeMs: number;
  #sinceMs: number | undefined;

  /** `hours`: what the counter starts with. */
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

  /** Whole minutes: what outlives the process. */
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
