/**
 * What the machine draws, and the statistics of it (DCMI §6.6.1). It is measured once a second. Nothing is stored but when
 * the load changed: between changes it goes up and down evenly with time, so each measurement can be had again.
 */
import type { Clock } from "../../clock.ts";

export interface PowerMeterOptions {
  /** Middle of what a running machine draws. */
  readonly watts: number;
  /** Up and down from there, 0 for none. */
  readonly swingWatts: number;
  /** Of one movement up, down and back. */
  readonly swingPeriodSeconds: number;
  /** What a machine draws that is off. */
  readonly standbyWatts: number;
}

/** Longest period of which there are statistics. */
export const MAX_PERIOD_SECONDS = 3600;

export interface PowerStatistics {
  readonly current: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly average: number;
}

export interface Load {
  /** Since then. */
  readonly atMs: number;
  readonly watts: number;
  readonly swingWatts: number;
}

const SAMPLE_MS = 1000;

export class PowerMeter {
  readonly #options: PowerMeterOptions;
  readonly #clock: Clock;
  readonly #startMs: number;
  #watts: number;
  #on = false;
  /** The present one is the last. */
  #loads: readonly Load[] = [];

  constructor(options: PowerMeterOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
    this.#startMs = clock.nowMs();
    this.#watts = options.watts;
  }

  /** The last measurement, 0 to FFFFh. */
  get watts(): number {
    return this.statistics(0).current;
  }

  /** System power came or went; until the first time the machine is off. */
  systemPower(on: boolean): void {
    this.#on = on;
    this.#changed();
  }

  /** The load of the running machine changed, to this from now on. */
  setLoad(watts: number): void {
    this.#watts = watts;
    this.#changed();
  }

  /** Of the last `periodSeconds`, 0 to `MAX_PERIOD_SECONDS`, or the time since the start where that is less; 0 is now. */
  statistics(periodSeconds: number): PowerStatistics {
    const nowMs = this.#clock.nowMs();
    const last = Math.floor((nowMs - this.#startMs) / SAMPLE_MS);
    const first = Math.max(0, last - Math.max(periodSeconds, 1) + 1);
    let index = this.#loads.length - 1;
    let minimum = Number.POSITIVE_INFINITY;
    let maximum = 0;
    let sum = 0;
    let current = 0;
    for (let sample = last; sample >= first; sample--) {
      const atMs = this.#startMs + sample * SAMPLE_MS;
      while (index > 0 && (this.#loads[index]?.atMs ?? 0) > atMs) index--;
      const watts = this.#measure(this.#loads[index], atMs);
      if (sample === last) current = watts;
      minimum = Math.min(minimum, watts);
      maximum = Math.max(maximum, watts);
      sum += watts;
    }
    return { current, minimum, maximum, average: Math.round(sum / (last - first + 1)) };
  }

  snapshot() {
    return { watts: this.#watts, on: this.#on, loads: this.#loads };
  }

  #measure(load: Load | undefined, atMs: number): number {
    if (!load) return this.#options.standbyWatts;
    const phase = (atMs - this.#startMs) / (this.#options.swingPeriodSeconds * 1000);
    return Math.max(0, Math.round(load.watts + load.swingWatts * triangle(phase)));
  }

  #changed(): void {
    const atMs = this.#clock.nowMs();
    const watts = this.#on ? this.#watts : this.#options.standbyWatts;
    const load = { atMs, watts, swingWatts: this.#on ? this.#options.swingWatts : 0 };
    const oldestMs = atMs - MAX_PERIOD_SECONDS * 1000 - SAMPLE_MS;
    // A load is forgotten with the statistics: when the next one has lasted for the longest period.
    const kept = this.#loads.filter((_, i) => (this.#loads[i + 1]?.atMs ?? atMs) >= oldestMs);
    this.#loads = [...kept, load];
  }
}

/** 0 at the start of each period, then 1 after a quarter of it, 0, -1, 0. */
function triangle(phase: number): number {
  return 1 - Math.abs(((4 * phase + 1) % 4) - 2);
}
