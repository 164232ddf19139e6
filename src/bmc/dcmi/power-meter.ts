/**
 * The machine's power consumption and its statistics (DCMI §6.6.1), with one measurement per second. Only changes of
 * the load are stored: between them the load swings evenly with time, so every measurement can be recomputed.
 */
import type { Clock } from "../../clock.ts";

export interface PowerMeterOptions {
  /** Mean consumption of a running machine. */
  readonly watts: number;
  /** Deviation up and down from the mean; 0 for none. */
  readonly swingWatts: number;
  /** Period of one full swing. */
  readonly swingPeriodSeconds: number;
  /** Consumption of a machine that is off. */
  readonly standbyWatts: number;
}

/** The longest period of the statistics. */
export const MAX_PERIOD_SECONDS = 3600;

export interface PowerStatistics {
  readonly current: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly average: number;
}

export interface Load {
  /** Start of this load. */
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
  /** Loads in order; the last is the present one. */
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

  /** Switches between load and standby. Before the first call, the machine is off. */
  systemPower(on: boolean): void {
    this.#on = on;
    this.#changed();
  }

  /** Sets the mean load of the running machine from now on. */
  setLoad(watts: number): void {
    this.#watts = watts;
    this.#changed();
  }

  /**
   * Returns the statistics of the last `periodSeconds`, 0 to `MAX_PERIOD_SECONDS`, or since the start if that is
   * shorter. 0 means only the present.
   */
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

  /** Also called on every reset, which a guest can cause at will: loads that no measurement saw are dropped. */
  #changed(): void {
    const atMs = this.#clock.nowMs();
    const watts = this.#on ? this.#watts : this.#options.standbyWatts;
    const load = { atMs, watts, swingWatts: this.#on ? this.#options.swingWatts : 0 };
    const present = this.#loads.at(-1);
    if (present?.watts === load.watts && present.swingWatts === load.swingWatts) return;
    const oldestMs = atMs - MAX_PERIOD_SECONDS * 1000 - SAMPLE_MS;
    const kept = this.#loads.filter((earlier, i) => {
      const endMs = this.#loads[i + 1]?.atMs ?? atMs;
      return endMs >= oldestMs && this.#nextSample(earlier.atMs) < this.#nextSample(endMs);
    });
    this.#loads = [...kept, load];
  }

  /** Number of the first measurement that is not before this time. */
  #nextSample(atMs: number): number {
    return Math.ceil((atMs - this.#startMs) / SAMPLE_MS);
  }
}

/** A triangle wave with period 1: 0 at the start, 1 after a quarter, then 0, -1, 0. */
function triangle(phase: number): number {
  return 1 - Math.abs(((4 * phase + 1) % 4) - 2);
}
