/** The time that sensor sources live by: it runs at a rate of its own, can be stopped, and moved on. */
import type { Clock, Timer } from "../clock.ts";

export interface TimeOptions {
  /** Simulated seconds a second; over 0. */
  readonly rate: number;
  /** What it says at first, in milliseconds. */
  readonly startMs: number;
  /** Whether it stands until it is resumed. */
  readonly stopped: boolean;
}

export const REAL_TIME: TimeOptions = { rate: 1, startMs: 0, stopped: false };

interface Due {
  readonly atMs: number;
  readonly callback: () => void;
}

/** What timers of Node can wait at most: 2^31 - 1 ms. */
const LONGEST_WAIT_MS = 2_147_483_647;

export class SimulatedTime {
  readonly #clock: Clock;
  #rate: number;
  #stopped: boolean;
  /** Where it was when it last went another way, and what the clock said then. */
  #base: { readonly ms: number; readonly clockMs: number };
  #due: Due[] = [];
  #timer: Timer | undefined;
  #running = false;

  constructor({ rate, startMs, stopped }: TimeOptions, clock: Clock) {
    this.#clock = clock;
    this.#rate = rate;
    this.#stopped = stopped;
    this.#base = { ms: startMs, clockMs: clock.nowMs() };
  }

  /** Milliseconds; never goes back. */
  nowMs(): number {
    const { ms, clockMs } = this.#base;
    return this.#stopped ? ms : ms + Math.max(0, this.#clock.nowMs() - clockMs) * this.#rate;
  }

  /** Simulated seconds a second. Also of a stopped time: how fast it will be. */
  get rate(): number {
    return this.#rate;
  }

  /** @throws RangeError when it is not over 0 */
  set rate(rate: number) {
    if (!(Number.isFinite(rate) && rate > 0)) throw new RangeError(`expected a rate over 0, got ${rate}`);
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
   * Moves on by `ms` at once, stopped or not; all that falls due meanwhile happens at its own time, in order.
   *
   * @throws RangeError when `ms` is negative
   */
  advance(ms: number): void {
    if (!(Number.isFinite(ms) && ms >= 0)) throw new RangeError(`expected milliseconds of 0 or more, got ${ms}`);
    const untilMs = this.nowMs() + ms;
    this.#run(untilMs);
    this.#moveTo(Math.max(untilMs, this.nowMs()));
    this.#arm();
  }

  /** Calls back once, when this time is `atMs` or later. */
  at(atMs: number, callback: () => void): Timer {
    const entry = { atMs, callback };
    this.#due.push(entry);
    this.#arm();
    return {
      cancel: () => {
        this.#due = this.#due.filter((other) => other !== entry);
        this.#arm();
      },
    };
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

  /** Lets happen what is due until then, at its own time. */
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

  /** Of those due at one time the one that asked first. */
  #next(): Due | undefined {
    const [first, ...others] = this.#due;
    return first && others.reduce((next, other) => (other.atMs < next.atMs ? other : next), first);
  }

  /** One timer waits for whatever is next; none where nothing is, or time stands. */
  #arm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const next = this.#running || this.#stopped ? undefined : this.#next();
    if (!next) return;
    const waitMs = (next.atMs - this.nowMs()) / this.#rate;
    this.#timer = this.#clock.after(Math.min(waitMs, LONGEST_WAIT_MS), () => {
      // A timer that rings a moment early rings for its time; one that was cut short for none.
      this.#run(waitMs > LONGEST_WAIT_MS ? this.nowMs() : Math.max(next.atMs, this.nowMs()));
      this.#arm();
    });
  }
}
