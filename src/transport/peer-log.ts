/** Rate-limited log lines, for events that a door's peer can cause: connections, failures, refusals. */
import type { Logger } from "pino";
import { RateLimiter } from "../observe/rate-limit.ts";

/** Lines per message and interval: enough to follow a QEMU that reconnects every second. */
export const LINES_AN_INTERVAL = 10;
export const INTERVAL_MS = 10_000;

/** Writes lines with a constant message; the fields vary. */
export class PeerLog {
  readonly #log: Logger;
  readonly #limiter: RateLimiter;

  constructor(log: Logger, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#limiter = new RateLimiter({ lines: LINES_AN_INTERVAL, intervalMs: INTERVAL_MS, now });
  }

  write(level: "debug" | "info" | "warn" | "error", fields: object, message: string): void {
    const report = (suppressed: number) => this.#log[level]({ suppressed }, `${message}: more lines were suppressed`);
    if (this.#limiter.allows(message, report)) this.#log[level](fields, message);
  }
}
