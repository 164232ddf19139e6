/** The BMC watchdog timer (IPMI chapter 27): a countdown that system software must restart in time. */
import type { Clock, Timer } from "../clock.ts";

/** Timer uses (§27.2). */
export const WatchdogUse = { BiosFrb2: 1, BiosPost: 2, OsLoad: 3, SmsOs: 4, Oem: 5 } as const;
export type WatchdogUse = (typeof WatchdogUse)[keyof typeof WatchdogUse];

/** Pre-timeout interrupts (§27.4), without the SMI, which the VM protocol cannot send. */
export const PreTimeoutInterrupt = { None: 0, Nmi: 2, Messaging: 3 } as const;
export type PreTimeoutInterrupt = (typeof PreTimeoutInterrupt)[keyof typeof PreTimeoutInterrupt];

/** Timeout actions (§27.1). */
export const TimeoutAction = { None: 0, HardReset: 1, PowerDown: 2, PowerCycle: 3 } as const;
export type TimeoutAction = (typeof TimeoutAction)[keyof typeof TimeoutAction];

export interface WatchdogSettings {
  readonly use: WatchdogUse;
  /**
   * Suppresses the event of the next expiry. Cleared by that expiry and by a hard reset of the system (§27.2, §27.3).
   */
  readonly dontLog: boolean;
  readonly interrupt: PreTimeoutInterrupt;
  readonly action: TimeoutAction;
  /** Seconds before the end at which the interrupt is raised, 0 to 255; 0 raises it at the end. */
  readonly preTimeoutSeconds: number;
  /** Tenths of a second, 0 to 65,535; 0 expires at once. */
  readonly initialCountdown100ms: number;
}

/** The timer's outputs. */
export interface WatchdogEffects {
  interrupt(interrupt: PreTimeoutInterrupt): void;
  act(action: TimeoutAction): void;
  /** Logs an expiry, or the pre-timeout interrupt before it. */
  log(what: "expired" | "preTimeout", settings: WatchdogSettings): void;
  /** Clears a pending pre-timeout interrupt, because the timer was stopped or set. */
  clearInterrupt(): void;
}

const NEVER_SET: WatchdogSettings = {
  use: WatchdogUse.BiosFrb2,
  dontLog: false,
  interrupt: PreTimeoutInterrupt.None,
  action: TimeoutAction.None,
  preTimeoutSeconds: 0,
  initialCountdown100ms: 0,
};

export class Watchdog {
  readonly #clock: Clock;
  readonly #effects: WatchdogEffects;
  #settings = NEVER_SET;
  #initialized = false;
  #expired: ReadonlySet<WatchdogUse> = new Set();
  #endsAtMs: number | undefined;
  #present100ms = 0;
  #preTimeoutReached = false;
  #timers: readonly Timer[] = [];

  constructor(clock: Clock, effects: WatchdogEffects) {
    this.#clock = clock;
    this.#effects = effects;
  }

  get settings(): WatchdogSettings {
    return this.#settings;
  }

  get running(): boolean {
    return this.#endsAtMs !== undefined;
  }

  /** Whether the timer was set since the last reset of the system or the BMC (§27.5, 80h). */
  get initialized(): boolean {
    return this.#initialized;
  }

  /** Uses under which the timer has expired. A reset of the system keeps them. */
  get expired(): ReadonlySet<WatchdogUse> {
    return this.#expired;
  }

  /** The remaining time in tenths of a second. A stopped timer keeps its remaining time. */
  get presentCountdown100ms(): number {
    if (this.#endsAtMs === undefined) return this.#present100ms;
    return Math.max(0, Math.ceil((this.#endsAtMs - this.#clock.nowMs()) / 100));
  }

  /**
   * §27.6: sets the timer. With `dontStop`, a running timer continues from the new value; a stopped one stays stopped.
   */
  set(settings: WatchdogSettings, dontStop: boolean, clear: Iterable<WatchdogUse>): void {
    const goOn = dontStop && this.running;
    this.#stop();
    this.#settings = settings;
    this.#present100ms = settings.initialCountdown100ms;
    this.#initialized = true;
    this.#expired = this.#expired.difference(new Set(clear));
    this.#effects.clearInterrupt();
    if (goOn) this.#start();
  }

  /** §27.5: restarts the countdown. After the pre-timeout interrupt, only `set` stops the timer. */
  restart(): void {
    if (this.#preTimeoutReached && this.running) return;
    this.#stop();
    this.#start();
  }

  /** Handles a hard reset or power loss of the system: the timer stops and must be set again. */
  systemInterrupted(): void {
    this.#stop();
    this.#initialized = false;
    this.#settings = { ...this.#settings, dontLog: false };
    this.#effects.clearInterrupt();
  }

  reset(): void {
    this.systemInterrupted();
    this.#settings = NEVER_SET;
    this.#present100ms = 0;
    this.#expired = new Set();
  }

  snapshot() {
    return {
      settings: this.#settings,
      running: this.running,
      presentCountdown100ms: this.presentCountdown100ms,
      expired: [...this.#expired],
    };
  }

  #start(): void {
    const { initialCountdown100ms, interrupt, preTimeoutSeconds } = this.#settings;
    const durationMs = initialCountdown100ms * 100;
    this.#preTimeoutReached = false;
    this.#endsAtMs = this.#clock.nowMs() + durationMs;
    if (durationMs === 0) {
      this.#expire();
      return;
    }
    const early = interrupt !== PreTimeoutInterrupt.None && preTimeoutSeconds > 0;
    // A pre-timeout interval longer than the countdown ends at once.
    const preTimeout = early ? [this.#after(durationMs - preTimeoutSeconds * 1000, () => this.#preTimeout())] : [];
    this.#timers = [...preTimeout, this.#after(durationMs, () => this.#expire())];
  }

  #after(ms: number, work: () => void): Timer {
    return this.#clock.after(Math.max(0, ms), work);
  }

  #preTimeout(): void {
    this.#preTimeoutReached = true;
    if (!this.#settings.dontLog) this.#effects.log("preTimeout", this.#settings);
    this.#effects.interrupt(this.#settings.interrupt);
  }

  #expire(): void {
    const settings = this.#settings;
    const interrupted = this.#preTimeoutReached;
    this.#stop();
    this.#present100ms = 0;
    this.#expired = this.#expired.union(new Set([settings.use]));
    this.#settings = { ...settings, dontLog: false };
    if (settings.interrupt !== PreTimeoutInterrupt.None && !interrupted) this.#effects.interrupt(settings.interrupt);
    if (!settings.dontLog) this.#effects.log("expired", settings);
    this.#effects.act(settings.action);
  }

  #stop(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
    this.#present100ms = this.presentCountdown100ms;
    this.#endsAtMs = undefined;
    this.#preTimeoutReached = false;
  }
}
