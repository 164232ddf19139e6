/**
 * Moves the guest's clock without waiting for it. QEMU's 4 s for a BMC's answer run on that clock, so this is how a
 * timeout is had in milliseconds.
 */
import type { Qtest } from "./qtest.ts";

export interface VirtualTime {
  /**
   * Lets this much virtual time pass, timers firing in their order, and stops there, at most 2 µs off. Real time hardly
   * passes: what the BMC is to have said before, it must have said before the call.
   */
  advance(durationMs: number): Promise<void>;
}

const NS_PER_MS = 1e6;

/** By the qtest accelerator's own command. */
export function clockStepTime(qtest: Qtest): VirtualTime {
  return { advance: (durationMs) => qtest.clockStep(Math.round(durationMs * NS_PER_MS)) };
}
