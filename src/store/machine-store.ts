/**
 * What outlives the process of one machine's controllers. A commit writes what has changed since the last one, all or
 * nothing; where that fails the controllers go back to what the file has, so that nothing is told that is not kept.
 */
import type { Logger } from "pino";
import type { Bmc } from "../bmc/bmc.ts";
import type { Clock, Timer } from "../clock.ts";
import { RateLimiter } from "../observe/rate-limit.ts";
import { KeptController } from "./kept-controller.ts";
import type { Rows } from "./rows.ts";

/** Power-on time is kept in minutes. */
const TIMER_MS = 60_000;

/** A guest may try again as often as it likes. */
const FAILURES_LOGGED = { lines: 5, intervalMs: 60_000 };

export class MachineStore {
  readonly #rows: Rows;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #close: () => void;
  readonly #controllers: readonly KeptController[];
  readonly #limiter = new RateLimiter({ ...FAILURES_LOGGED, now: () => performance.now() });
  /** There may be more to write than what is seen to have changed: it was put off, or it changes with time. */
  #behind = false;
  #scheduled = false;
  #closed = false;
  #timer: Timer | undefined;

  /**
   * Takes the file's state into the controllers (by slave address), as the configuration has just made them. `close`
   * closes the file. @throws DamagedError before anything has been taken
   */
  constructor(rows: Rows, controllers: ReadonlyMap<number, Bmc>, clock: Clock, log: Logger, close: () => void) {
    this.#rows = rows;
    this.#clock = clock;
    this.#log = log;
    this.#close = close;
    this.#controllers = [...controllers].map(([address, bmc]) => {
      return new KeptController(bmc, address, () => this.#schedule());
    });
    const [values, records] = [rows.values(), rows.records()];
    const overruled = this.#controllers.flatMap((controller) => controller.load(values, records));
    for (const item of overruled) log.warn({ item }, "the configuration has changed since this was kept, and holds");
    for (const controller of this.#controllers) {
      const lost = controller.take();
      if (lost > 0) log.warn({ lost }, "SDRs of software have no room beside those of the changed configuration");
    }
    this.#behind = true;
    this.#write();
    this.#startTimer();
  }

  /** Writes what has changed. Gives whether it is kept; if not, it is no more in memory either. */
  commit(): boolean {
    if (!this.#changed) return true;
    return !this.#closed && this.#write();
  }

  /** The file is whole, and another process may have it. */
  close(): void {
    if (this.#closed) return;
    this.#timer?.cancel();
    this.#behind = true;
    this.#write();
    this.#closed = true;
    this.#close();
  }

  get #changed(): boolean {
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

  /** For what changes by itself, and what a failure has left. */
  #startTimer(): void {
    this.#timer = this.#clock.after(TIMER_MS, () => {
      this.#behind = true;
      this.#write();
      this.#startTimer();
    });
  }

  #takeBack(err: unknown): boolean {
    this.#behind = true;
    this.#logFailure(err, "state could not be stored, and is as before");
    try {
      const rolledBack = this.#controllers.map((controller) => controller.rollBack(() => this.#rows.records()));
      return !rolledBack.includes(true);
    } catch (error) {
      this.#logFailure(error, "what the state was before cannot be read");
      return false;
    }
  }

  #logFailure(err: unknown, message: string): void {
    const report = (suppressed: number) => this.#log.error({ suppressed }, `${message}: more lines were suppressed`);
    if (this.#limiter.allows(message, report)) this.#log.error({ err }, message);
  }

  /** In the same turn of the event loop, if no answer does it before. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.commit();
    });
  }
}
