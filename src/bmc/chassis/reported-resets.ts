/** The origin of resets that QEMU reports: ours from a moment ago, the firmware's answer to it, or the guest's own. */
import type { Clock } from "../../clock.ts";

/**
 * Resets that soon after another are the firmware's: the machine is still restarting. SeaBIOS answers a warm reset with
 * one to four of its own, 30 to 60 ms later (QEMU 7.2 to 11.1).
 */
export const FIRMWARE_RESETS_MS = 2000;

export type Resetter = "bmc" | "firmware" | "guest";

export class ReportedResets {
  readonly #clock: Clock;
  /** Whether we reset the machine and QEMU has not reported it yet. */
  #oursUnderWay = false;
  #restartingUntilMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** We reset the machine. */
  sent(): void {
    this.#oursUnderWay = true;
  }

  /** QEMU reports resets. */
  told(count: number): Resetter {
    const nowMs = this.#clock.nowMs();
    const isOurs = this.#oursUnderWay;
    this.#oursUnderWay = false;
    if (!isOurs && nowMs < this.#restartingUntilMs) return "firmware";
    this.#restartingUntilMs = nowMs + FIRMWARE_RESETS_MS;
    if (!isOurs) return "guest";
    return count === 1 ? "bmc" : "firmware";
  }
}
