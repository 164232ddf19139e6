/**
 * The power limit (DCMI §6.6.2–§6.6.4). It works like a circuit breaker: the machine's consumption cannot be reduced,
 * so exceeding the limit for longer than the correction time triggers the exception action. Non-volatile.
 */
import type { Clock } from "../../clock.ts";
import { IpmiError } from "../../ipmi/completion-code.ts";
import { Exceedance, Sampler } from "./exceedance.ts";
import { MAX_PERIOD_SECONDS, type PowerMeter } from "./power-meter.ts";

/** Table 6-18. 02h to 10h are OEM actions, which do not exist here. */
export const ExceptionAction = { None: 0x00, PowerOff: 0x01, LogOnly: 0x11 } as const;
export type ExceptionAction = (typeof ExceptionAction)[keyof typeof ExceptionAction];

export interface PowerLimitSettings {
  readonly action: ExceptionAction;
  /** 1 to the machine's maximum. */
  readonly watts: number;
  /** 1 to `MAX_CORRECTION_MS`. */
  readonly correctionMs: number;
  /** Period of the power statistics, 1 to `MAX_PERIOD_SECONDS`. */
  readonly samplingSeconds: number;
}

/** One hour, like the longest statistics period. */
export const MAX_CORRECTION_MS = 3_600_000;

export interface LimitEffects {
  log(): void;
  powerOff(): void;
}

const LimitCode = { LimitOutOfRange: 0x84, CorrectionOutOfRange: 0x85, PeriodOutOfRange: 0x89 } as const;

export class PowerLimit {
  readonly #maximumWatts: number;
  readonly #meter: PowerMeter;
  readonly #clock: Clock;
  readonly #effects: LimitEffects;
  readonly #exceedance = new Exceedance();
  readonly #sampler: Sampler;
  #settings: PowerLimitSettings;
  #active = false;

  /** The initial limit is the machine's maximum: ipmitool sends back the fields it does not change. */
  constructor(maximumWatts: number, samplingSeconds: number, meter: PowerMeter, clock: Clock, effects: LimitEffects) {
    this.#maximumWatts = maximumWatts;
    this.#meter = meter;
    this.#clock = clock;
    this.#effects = effects;
    this.#settings = { action: ExceptionAction.None, watts: maximumWatts, correctionMs: 1000, samplingSeconds };
    this.#sampler = new Sampler(clock, () => this.#sample());
  }

  get settings(): PowerLimitSettings {
    return this.#settings;
  }

  get active(): boolean {
    return this.#active;
  }

  /** Sets the limit; an active limit changes at once. Throws `IpmiError` 84h, 85h or 89h for a value out of range. */
  set(settings: PowerLimitSettings): void {
    const { watts, correctionMs, samplingSeconds } = settings;
    need(watts, this.#maximumWatts, LimitCode.LimitOutOfRange, "W");
    need(correctionMs, MAX_CORRECTION_MS, LimitCode.CorrectionOutOfRange, "ms");
    need(samplingSeconds, MAX_PERIOD_SECONDS, LimitCode.PeriodOutOfRange, "s");
    this.restore(settings);
  }

  /** Restores stored settings, even when they exceed today's ranges. */
  restore(settings: PowerLimitSettings): void {
    this.#settings = settings;
    this.#exceedance.reset();
  }

  activate(): void {
    if (!this.#active) this.#exceedance.reset();
    this.#active = true;
    this.#sampler.run(true);
  }

  deactivate(): void {
    this.#active = false;
    this.#sampler.run(false);
  }

  snapshot() {
    return { settings: this.#settings, active: this.#active, exceedance: this.#exceedance.snapshot() };
  }

  #sample(): void {
    const { action, watts, correctionMs } = this.#settings;
    const exceeds = this.#meter.watts > watts;
    if (!this.#exceedance.sample(exceeds, this.#clock.nowMs(), correctionMs)) return;
    if (action !== ExceptionAction.None) this.#effects.log();
    if (action === ExceptionAction.PowerOff) this.#effects.powerOff();
  }
}

function need(value: number, max: number, code: number, unit: string): void {
  if (value < 1 || value > max) throw new IpmiError(code, `the value is ${value} ${unit}; expected 1 to ${max}`);
}
