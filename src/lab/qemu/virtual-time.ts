/**
 * Advances the guest's clock without waiting. QEMU's 4 s for a BMC's answer run on that clock, so a timeout takes
 * milliseconds of real time.
 */
import type { Qtest } from "./qtest.ts";

export interface VirtualTime {
  /**
   * Advances virtual time by this duration, at most 2 µs off, firing timers in order. Hardly any real time passes, so
   * bytes that the BMC must send before a timer fires must be sent before the call.
   */
  advance(durationMs: number): Promise<void>;
}

const NS_PER_MS = 1e6;

/** Virtual time by the qtest accelerator's own command. */
export function clockStepTime(qtest: Qtest): VirtualTime {
  return { advance: (durationMs) => qtest.clockStep(Math.round(durationMs * NS_PER_MS)) };
}
