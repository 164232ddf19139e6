/**
 * Stored state of one machine's controllers. A commit writes all changes since the last one, or none. If it fails, the
 * controllers roll back to the file's state, so that no answer reports a change that is not stored.
 */
import type { Logger } from "pino";
import type { Bmc } from "../bmc/bmc.ts";
import type { Clock, Timer } from "../clock.ts";
import { RateLimiter } from "../observe/rate-limit.ts";
import { inOneTurn } from "../turns/slices.ts";
import { KeptController } from "./kept-controller.ts";
import type { Rows } from "./rows.ts";
import { readState, type StoredState } from "./stored-state.ts";

/** Interval of timed commits: power-on time is stored in minutes. */
const TIMER_MS = 60_000;

/** Limit of log lines about failures, because a guest may retry as often as it likes. */
const FAILURES_LOGGED = { lines: 5, intervalMs: 60_000 };

export class MachineStore {
  readonly #rows: Rows;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #close: () => void;
  readonly #controllers: readonly KeptController[];
  readonly #limiter = new RateLimiter({ ...FAILURES_LOGGED, now: () => performance.now() });
  /** Whether there may be unwritten changes: postponed ones, or values that change with time. */
  #behind = false;
  #scheduled = false;
  #closed = false;
  #timer: Timer | undefined;

  /**
   * Applies the file's state, as it was read, to the controllers (by slave address), which the configuration has just made.
   * `close` closes the file. @throws DamagedError before it applies anything
   */
  constructor(
    rows: Rows,
    stored: StoredState,
    controllers: ReadonlyMap<number, Bmc>,
    clock: Clock,
    log: Logger,
    close: () => void,
  ) {
    this.#rows = rows;
    this.#clock = clock;
    this.#log = log;
    this.#close = close;
    this.#controllers = [...controllers].map(([address, bmc]) => {
      return new KeptController(bmc, address, () => this.#schedule());
    });
    const overruled = this.#controllers.flatMap((controller) => controller.load(stored));
    for (const item of overruled)
      log.warn({ item }, "the configuration has changed since this item was stored; the configuration's value applies");
    for (const controller of this.#controllers) {
      const lost = controller.take();
      if (lost > 0)
        log.warn({ lost }, "SDRs added by software were dropped: the changed configuration leaves no room for them");
    }
    this.#behind = true;
    this.#write();
    this.#startTimer();
  }

  /** Writes the changes. Returns whether they are stored; if not, they are rolled back in memory too. */
  commit(): boolean {
    if (!this.changed) return true;
    return !this.#closed && this.#write();
  }

  /** Commits and closes the file. Another process may then open it. */
  close(): void {
    if (this.#closed) return;
    this.#timer?.cancel();
    this.#behind = true;
    this.#write();
    this.#closed = true;
    this.#close();
  }

  /** Whether there are changes for the next commit to write. */
  get changed(): boolean {
    for (const controller of this.#controllers) if (controller.changed) return true;
    return false;
  }

  #write(): boolean {
    const all = this.#behind;
    try {
      this.#rows.transaction(() => {
        for (const controller of this.#controllers) controller.write(this.#rows, all);
      });
    } catch (err) {
      return this.#takeBack(err);
    }
    for (const controller of this.#controllers) controller.settle(all);
    this.#behind = false;
    return true;
  }

  /** Starts the timer for values that change by themselves and for changes that a failure left. */
  #startTimer(): void {
    this.#timer = this.#clock.after(TIMER_MS, () => {
      this.#behind = true;
      this.#write();
      this.#startTimer();
    });
  }

  #takeBack(err: unknown): boolean {
    this.#behind = true;
    this.#logFailure(err, "the change could not be stored and was rolled back");
    try {
      const rolledBack = this.#controllers.map((controller) =>
        controller.rollBack(() => inOneTurn(readState(this.#rows)).lists),
      );
      return !rolledBack.includes(true);
    } catch (error) {
      this.#logFailure(error, "the stored state cannot be read for the rollback");
      return false;
    }
  }

  #logFailure(err: unknown, message: string): void {
    const report = (suppressed: number) => this.#log.error({ suppressed }, `${message}: more lines were suppressed`);
    if (this.#limiter.allows(message, report)) this.#log.error({ err }, message);
  }

  /** Schedules a commit for this turn of the event loop, unless an answer commits first. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.commit();
    });
  }
}
