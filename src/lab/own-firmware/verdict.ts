/** Verdicts on boots: a boot with a fault compared with the boot without one. */
import type { CpuTime } from "./cpu-time.ts";

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
export interface BootTimes {
  readonly end: BootEnd;
  readonly guestMs: number;
  /** Time of the last request; undefined if none came. */
  readonly lastRequestMs: number | undefined;
  /** Processor time of the first CPU's thread; undefined if the host does not tell. */
  readonly cpu: CpuTime | undefined;
}

/** A boot is late past this, or past this part of the faultless boot if that is more. */
const LATE_MS = 2000;
const LATE_PART = 0.2;

/** The part of a boot, at its end, in which a firmware that repeats for ever must have asked. */
const LAST_PART = 0.25;

/** Extra time past which a boot is late. */
export function lateAfterMs(faultless: BootTimes): number {
  return Math.max(LATE_MS, LATE_PART * idleHostMs(faultless));
}

export function outcomeOf(
  boot: BootTimes,
  faultless: BootTimes,
  limitMs: number = lateAfterMs(faultless),
): BootOutcome {
  switch (boot.end) {
    case "booted":
      return extraMs(boot, faultless) > limitMs ? "boots late" : "boots";
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

/**
 * How much longer a boot took than the faultless one, with the host's load taken out. Firmware waits for a BMC by
 * polling, so its work and its waits are both time that its CPU ran. Its work takes the same processor time in both
 * boots; the rest is waiting. A wait lasts by the guest's clock, of which a loaded host gives the CPU a share only.
 */
export function extraMs(boot: BootTimes, faultless: BootTimes): number {
  if (!boot.cpu || !faultless.cpu) return boot.guestMs - faultless.guestMs;
  const { ranMs, readyMs } = boot.cpu;
  const polledMs = ((ranMs - faultless.cpu.ranMs) * (ranMs + readyMs)) / ranMs;
  return polledMs + sleptMs(boot.guestMs, boot.cpu) - sleptMs(faultless.guestMs, faultless.cpu);
}

/** The time that a boot takes on a host with nothing else to do. */
export function idleHostMs({ guestMs, cpu }: BootTimes): number {
  return cpu ? guestMs - cpu.readyMs : guestMs;
}

function sleptMs(guestMs: number, { ranMs, readyMs }: CpuTime): number {
  return Math.max(0, guestMs - ranMs - readyMs);
}
