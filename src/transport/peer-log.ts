/** The log lines that the other side of a door can cause by coming, failing and being refused. They are rationed. */
import type { Logger } from "pino";
import { RateLimiter } from "../observe/rate-limit.ts";

/** Of one message: enough to follow a QEMU that reconnects every second. */
export const LINES_AN_INTERVAL = 10;
export const INTERVAL_MS = 10_000;

/** Writes lines whose message is the same each time; what varies is in the fields. */
export class PeerLog {
  readonly #log: Logger;
  readonly #limiter: RateLimiter;

  constructor(log: Logger, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#limiter = new RateLimiter({ lines: LINES_AN_INTERVAL, intervalMs: INTERVAL_MS, now });
  }

  write(level: "info" | "warn" | "error", fields: object, message: string): void {
    const report = (suppressed: number) => this.#log[level]({ suppressed }, `${message}: more lines were held back`);
    if (this.#limiter.allows(message, report)) this.#log[level](fields, message);
  }
}
