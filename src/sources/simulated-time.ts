/** The clock of sensor sources: it has its own rate, and can be stopped and advanced. */
import type { Clock, Timer } from "../clock.ts";

export interface TimeOptions {
  /** Simulated seconds per second; above 0. */
  readonly rate: number;
  /** Time at the start, in milliseconds. */
  readonly startMs: number;
  /** Whether it is stopped until `resume`. */
  readonly stopped: boolean;
}

export const REAL_TIME: TimeOptions = { rate: 1, startMs: 0, stopped: false };

/** A timer. One object each, because the sensors of many machines set tens of thousands a second. */
class Due implements Timer {
  readonly atMs: number;
  readonly callback: () => void;
  readonly #forget: (due: Due) => void;

  constructor(atMs: number, callback: () => void, forget: (due: Due) => void) {
    this.atMs = atMs;
    this.callback = callback;
    this.#forget = forget;
  }

  cancel(): void {
    this.#forget(this);
  }
}

/** Longest delay of a Node timer: 2^31 - 1 ms. */
const LONGEST_WAIT_MS = 2_147_483_647;

export class SimulatedTime {
  readonly #clock: Clock;
  #rate: number;
  #stopped: boolean;
  /** Simulated time and clock time at the last change of rate, stop or advance. */
  #base: { readonly ms: number; readonly clockMs: number };
  readonly #due: Due[] = [];
  #timer: Timer | undefined;
  #running = false;
  readonly #forget = (due: Due) => {
    const place = this.#due.indexOf(due);
    if (place < 0) return;
    this.#due.splice(place, 1);
    this.#arm();
  };

  constructor({ rate, startMs, stopped }: TimeOptions, clock: Clock) {
    this.#clock = clock;
    this.#rate = rate;
    this.#stopped = stopped;
    this.#base = { ms: startMs, clockMs: clock.nowMs() };
  }

  /** Milliseconds; never decreases. */
  nowMs(): number {
    const { ms, clockMs } = this.#base;
    return this.#stopped ? ms : ms + Math.max(0, this.#clock.nowMs() - clockMs) * this.#rate;
  }

  /** Simulated seconds per second. While stopped, the rate after `resume`. */
  get rate(): number {
    return this.#rate;
  }

  /** @throws RangeError if it is not above 0 */
  set rate(rate: number) {
    if (!(Number.isFinite(rate) && rate > 0)) throw new RangeError(`rate is ${rate}; expected a number above 0`);
    this.#turn(() => {
      this.#rate = rate;
    });
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  stop(): void {
    this.#turn(() => {
      this.#stopped = true;
    });
  }

  resume(): void {
    this.#turn(() => {
      this.#stopped = false;
    });
  }

  /**
   * Advances by `ms` at once, stopped or not. Timers due in between run in order, each at its own time.
   *
   * @throws RangeError if `ms` is negative
   */
  advance(ms: number): void {
    if (!(Number.isFinite(ms) && ms >= 0)) throw new RangeError(`ms is ${ms}; expected a number of 0 or more`);
    const untilMs = this.nowMs() + ms;
    this.#run(untilMs);
    this.#moveTo(Math.max(untilMs, this.nowMs()));
    this.#arm();
  }

  /** Calls back once, when the simulated time is `atMs` or later. */
  at(atMs: number, callback: () => void): Timer {
    const due = new Due(atMs, callback, this.#forget);
    this.#due.push(due);
    this.#arm();
    return due;
  }

  snapshot() {
    return { nowMs: this.nowMs(), rate: this.#rate, stopped: this.#stopped };
  }

  #turn(change: () => void): void {
    this.#moveTo(this.nowMs());
    change();
    this.#arm();
  }

  #moveTo(ms: number): void {
    this.#base = { ms, clockMs: this.#clock.nowMs() };
  }

  /** Runs the timers that are due until then, each at its own time. */
  #run(untilMs: number): void {
    this.#running = true;
    for (let next = this.#takeDue(untilMs); next; next = this.#takeDue(untilMs)) {
      if (next.atMs > this.nowMs()) this.#moveTo(next.atMs);
      next.callback();
    }
    this.#running = false;
  }

  #takeDue(untilMs: number): Due | undefined {
    const next = this.#next();
    if (!next || next.atMs > untilMs) return undefined;
    this.#due.splice(this.#due.indexOf(next), 1);
    return next;
  }

  /** Returns the timer that is due next; of several due at one time, the oldest. */
  #next(): Due | undefined {
    let next: Due | undefined;
    for (const due of this.#due) if (!next || due.atMs < next.atMs) next = due;
    return next;
  }

  /** Sets one timer for the next due time; none if nothing is due or the time is stopped. */
  #arm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const next = this.#running || this.#stopped ? undefined : this.#next();
    if (!next) return;
    const waitMs = (next.atMs - this.nowMs()) / this.#rate;
    this.#timer = this.#clock.after(Math.min(waitMs, LONGEST_WAIT_MS), () => {
      // A timer may ring slightly early, and counts as due then. One that was cut short only runs what is due by now.
      this.#run(waitMs > LONGEST_WAIT_MS ? this.nowMs() : Math.max(next.atMs, this.nowMs()));
      this.#arm();
    });
  }
}
