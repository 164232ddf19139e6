/** Limits that may be exceeded for a limited time (DCMI §6.6.3, §6.7.2). */
import type { Clock, Timer } from "../../clock.ts";

/** Reports once, for each time a limit is exceeded, that it was exceeded for too long. */
export class Exceedance {
  #sinceMs: number | undefined;
  #told = false;

  /** Returns true for the first sample at which the limit has been exceeded for `forMs`. */
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

/** Calls `look` once a second while it runs. */
export class Sampler {
  readonly #clock: Clock;
  readonly #look: () => void;
  #timer: Timer | undefined;

  constructor(clock: Clock, look: () => void) {
    this.#clock = clock;
    this.#look = look;
  }

  /** Starts or stops sampling. The first sample is taken at once. */
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
