/** Time that ends for somebody: what still waits then never comes, and holds nothing in memory. */
import type { Clock, Timer } from "./clock.ts";

const NEVER: Timer = { cancel() {} };

export class EndingClock implements Clock {
  readonly #clock: Clock;
  readonly #timers = new Set<Timer>();
  #over = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  epochMs(): number {
    return this.#clock.epochMs();
  }

  after(ms: number, callback: () => void): Timer {
    if (this.#over) return NEVER;
    const timer = this.#clock.after(ms, () => {
      this.#timers.delete(timer);
      callback();
    });
    this.#timers.add(timer);
    return {
      cancel: () => {
        this.#timers.delete(timer);
        timer.cancel();
      },
    };
  }

  end(): void {
    this.#over = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }
}
