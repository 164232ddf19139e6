/** The PEF postpone timer: the time that system software has to handle events before PEF does (IPMI §17.3, §30.2). */
import type { Clock, Timer } from "../../clock.ts";

export const Postpone = { Off: 0x00, PefDisabled: 0xfe } as const;

export class PostponeTimer {
  readonly #clock: Clock;
  readonly #expired: () => void;
  #setting: number = Postpone.Off;
  #running: { readonly timer: Timer; readonly endsAtMs: number } | undefined;

  constructor(clock: Clock, expired: () => void) {
    this.#clock = clock;
    this.#expired = expired;
  }

  /** Seconds, or a value of `Postpone`. */
  get setting(): number {
    return this.#setting;
  }

  /** Stops the countdown; the next `start` begins with the new setting. */
  set setting(setting: number) {
    this.stop();
    this.#setting = setting;
  }

  get armed(): boolean {
    return this.#setting !== Postpone.Off && this.#setting !== Postpone.PefDisabled;
  }

  /** The remaining seconds, or the setting while stopped. */
  get countdown(): number {
    if (!this.#running) return this.#setting;
    return Math.ceil((this.#running.endsAtMs - this.#clock.nowMs()) / 1000);
  }

  /** Starts the countdown. Does nothing while it runs, so later events do not restart it. */
  start(): void {
    if (!this.armed || this.#running) return;
    const ms = this.#setting * 1000;
    const timer = this.#clock.after(ms, () => {
      this.#running = undefined;
      this.#expired();
    });
    this.#running = { timer, endsAtMs: this.#clock.nowMs() + ms };
  }

  stop(): void {
    this.#running?.timer.cancel();
    this.#running = undefined;
  }

  snapshot() {
    return { setting: this.#setting, countdown: this.countdown };
  }
}
