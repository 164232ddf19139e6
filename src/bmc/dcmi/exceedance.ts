/** Limits that something may only exceed for so long (DCMI §6.6.3, §6.7.2). */
import type { Clock, Timer } from "../../clock.ts";

/** Whether a limit has been exceeded for too long, told once for each time that it is. */
export class Exceedance {
  #sinceMs: number | undefined;
  #told = false;

  /** True when it `exceeds` now and did at every sample of the last `forMs`, for the first time. */
  sample(exceeds: boolean, nowMs: number, forMs: number): boolean {
    if (!exceeds) {
      this.reset();
      return false;
    }
    this.#sinceMs ??= nowMs;
    if (this.#told || nowMs - this.#sinceMs < forMs) return false;
    this.#told = true;
    return true;
  }

  reset(): void {
    this.#sinceMs = undefined;
    this.#told = false;
  }

  snapshot() {
    return { sinceMs: this.#sinceMs, told: this.#told };
  }
}

const SAMPLE_MS = 1000;

/** Looks once a second, while there is something to look for. */
export class Sampler {
  readonly #clock: Clock;
  readonly #look: () => void;
  #timer: Timer | undefined;

  constructor(clock: Clock, look: () => void) {
    this.#clock = clock;
    this.#look = look;
  }

  /** The first look is at once. */
  run(on: boolean): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (on) this.#next();
  }

  #next(): void {
    this.#timer = this.#clock.after(SAMPLE_MS, () => this.#next());
    this.#look();
  }
}
