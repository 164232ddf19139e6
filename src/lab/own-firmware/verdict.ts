/** Verdicts on boots: a boot with a fault compared with the boot without one. */
import { type BootTime, extraMs } from "./extra-time.ts";

export const OUTCOMES = {
  boots: "it booted, about as fast as without the fault",
  "boots late": "it booted, later than without the fault",
  hangs: "it did not boot, and had stopped asking the BMC",
  "repeats for ever": "it did not boot, and was still asking the BMC when its time was over",
  ends: "QEMU ended before the firmware had booted",
} as const;
export type BootOutcome = keyof typeof OUTCOMES;

/**
 * How a boot ended. "booted": the sign came. "quiet": for a long time nothing came, neither a request nor output.
 * "out of time": the limit was reached. "ended": QEMU ended.
 */
export type BootEnd = "booted" | "quiet" | "out of time" | "ended";

/** The part of a boot that verdicts depend on. Times are in milliseconds of the guest's clock, from its first instruction. */
export interface BootTimes extends BootTime {
  readonly end: BootEnd;
  /** Time of the last request; undefined if none came. */
  readonly lastRequestMs: number | undefined;
}

/** Extra time past which a boot is late: less than any wait that a lost answer causes. */
export const LATE_MS = 2000;

/** The part of a boot, at its end, in which a firmware that repeats for ever must have asked. */
const LAST_PART = 0.25;

/** Judges a boot by one or more faultless boots. */
export function outcomeOf(boot: BootTimes, references: readonly BootTime[], lateMs: number = LATE_MS): BootOutcome {
  switch (boot.end) {
    case "booted":
      return extraMs(boot, references) > lateMs ? "boots late" : "boots";
    case "ended":
      return "ends";
    case "quiet":
      return "hangs";
    case "out of time": {
      const { lastRequestMs = Number.NEGATIVE_INFINITY, guestMs } = boot;
      return lastRequestMs >= guestMs * (1 - LAST_PART) ? "repeats for ever" : "hangs";
    }
  }
}
