/** Rate limit of log lines that a guest can cause: garbage on the wire must not fill a disk. */

export interface RateLimitOptions {
  /** Number of lines of a kind that pass per interval. */
  readonly lines: number;
  readonly intervalMs: number;
  /** Monotonic time in milliseconds. */
  readonly now: () => number;
}

interface Window {
  readonly startMs: number;
  passed: number;
  suppressed: number;
}

/** Most kinds remembered. Past it the oldest one is dropped, and only its count of suppressed lines is lost. */
const MAX_KEYS = 256;

export class RateLimiter {
  readonly #options: RateLimitOptions;
  readonly #windows = new Map<string, Window>();

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  /**
   * Whether a line of this kind may be written now. Calls `report` first, with the number of suppressed lines, if an
   * interval with suppressed lines has ended.
   */
  allows(key: string, report: (suppressed: number) => void): boolean {
    const now = this.#options.now();
    const window = this.#windows.get(key);
    if (window && now - window.startMs < this.#options.intervalMs) {
      if (window.passed < this.#options.lines) {
        window.passed += 1;
        return true;
      }
      window.suppressed += 1;
      return false;
    }
    this.#open(key, now);
    if (window && window.suppressed > 0) report(window.suppressed);
    return true;
  }

  /** Reports the suppressed lines and resets all counts. Call it when the guest is gone. */
  reset(report: (key: string, suppressed: number) => void = () => {}): void {
    for (const [key, { suppressed }] of this.#windows) if (suppressed > 0) report(key, suppressed);
    this.#windows.clear();
  }

  #open(key: string, startMs: number): void {
    this.#windows.delete(key);
    const oldest = this.#windows.keys().next();
    if (this.#windows.size >= MAX_KEYS && !oldest.done) this.#windows.delete(oldest.value);
    this.#windows.set(key, { startMs, passed: 1, suppressed: 0 });
  }
}
