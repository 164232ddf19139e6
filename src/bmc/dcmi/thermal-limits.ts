/** Limits of inlet temperatures (DCMI §6.7.1, §6.7.2), one per instance. Non-volatile. */
import type { Clock } from "../../clock.ts";
import { Exceedance, Sampler } from "./exceedance.ts";
import type { LimitEffects } from "./power-limit.ts";

export interface ThermalLimit {
  /** With both actions false, the limit is disabled. */
  readonly powerOff: boolean;
  readonly log: boolean;
  readonly celsius: number;
  readonly exceptionSeconds: number;
}

const DISABLED: ThermalLimit = { powerOff: false, log: false, celsius: 0, exceptionSeconds: 0 };

export class ThermalLimits {
  readonly #clock: Clock;
  readonly #temperature: (instance: number) => number | undefined;
  readonly #effects: LimitEffects;
  #limits: ReadonlyMap<number, { readonly limit: ThermalLimit; readonly exceedance: Exceedance }> = new Map();
  readonly #sampler: Sampler;

  /** `temperature` returns degrees Celsius, or undefined when there is no reading. */
  constructor(clock: Clock, temperature: (instance: number) => number | undefined, effects: LimitEffects) {
    this.#clock = clock;
    this.#temperature = temperature;
    this.#effects = effects;
    this.#sampler = new Sampler(clock, () => this.#sample());
  }

  of(instance: number): ThermalLimit {
    return this.#limits.get(instance)?.limit ?? DISABLED;
  }

  set(instance: number, limit: ThermalLimit): void {
    this.#limits = new Map([...this.#limits, [instance, { limit, exceedance: new Exceedance() }]]);
    this.#runSampler();
  }

  /** Limits by instance; each change makes a new map. */
  save(): ReadonlyMap<number, { readonly limit: ThermalLimit }> {
    return this.#limits;
  }

  /** Replaces all limits. */
  restore(limits: ReadonlyMap<number, ThermalLimit>): void {
    this.#limits = new Map([...limits].map(([instance, limit]) => [instance, { limit, exceedance: new Exceedance() }]));
    this.#runSampler();
  }

  snapshot() {
    return [...this.#limits].map(([instance, { limit, exceedance }]) => {
      return { instance, limit, exceedance: exceedance.snapshot() };
    });
  }

  #runSampler(): void {
    this.#sampler.run([...this.#limits.values()].some(({ limit: { powerOff, log } }) => powerOff || log));
  }

  #sample(): void {
    for (const [instance, { limit, exceedance }] of this.#limits) {
      const { powerOff, log, celsius, exceptionSeconds } = limit;
      const temperature = this.#temperature(instance);
      const exceeds = (powerOff || log) && temperature !== undefined && temperature > celsius;
      if (!exceedance.sample(exceeds, this.#clock.nowMs(), exceptionSeconds * 1000)) continue;
      this.#effects.log();
      if (powerOff) this.#effects.powerOff();
    }
  }
}
