/** Time as an argument: the system's, or a clock that a test or the lab moves by hand. */

import { Members } from "./members.ts";

export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  nowMs(): number;
  /** Milliseconds since 1970-01-01 00:00 UTC: the time of day, which may be set. */
  epochMs(): number;
  /** Calls back once, `ms` from now at the earliest. */
  after(ms: number, callback: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  epochMs: () => Date.now(),
  after(ms, callback) {
    // A caller may compute a moment that has just passed.
    const timer = setTimeout(callback, Math.max(0, ms));
    return { cancel: () => clearTimeout(timer) };
  },
};

/** A clock that stands still until `advance`. */
export class ManualClock implements Clock {
  readonly #epochMs: number;
  #nowMs = 0;
  #due: { readonly atMs: number; readonly callback: () => void }[] = [];

  /** `epochMs` is the time of day at the start. */
  constructor(epochMs: number = Date.UTC(2026, 0, 1)) {
    this.#epochMs = epochMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  epochMs(): number {
    return this.#epochMs + this.#nowMs;
  }

  after(ms: number, callback: () => void): Timer {
    const entry = { atMs: this.#nowMs + Math.max(0, ms), callback };
    this.#due.push(entry);
    return {
      cancel: () => {
        this.#due = this.#due.filter((other) => other !== entry);
      },
    };
  }

  /** Time of the next callback; undefined when nothing waits. */
  get nextAtMs(): number | undefined {
    return this.#due.length === 0 ? undefined : Math.min(...this.#due.map(({ atMs }) => atMs));
  }

  /** Moves on by `ms` and runs the callbacks in the order of their due times; equal times in the order of the calls. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (let next = this.#takeDue(untilMs); next; next = this.#takeDue(untilMs)) {
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
    }
    this.#nowMs = untilMs;
  }

  #takeDue(untilMs: number) {
    const atMs = this.nextAtMs;
    if (atMs === undefined || atMs > untilMs) return undefined;
    const index = this.#due.findIndex((entry) => entry.atMs === atMs);
    return this.#due.splice(index, 1)[0];
  }
}

/** A timer that never fires. */
const NEVER: Timer = { cancel() {} };

/** A clock with an end: `end()` cancels every pending timer, and later ones never fire. */
export class EndingClock implements Clock {
  readonly #clock: Clock;
  readonly #timers = new Members<Timer>();
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
