/** Limits how often a machine's start command runs: a guest can switch its machine off and on as often as it likes. */
import type { Machine } from "../machine.ts";

/** Shortest time between two starts of a machine. A power cycle takes as long. */
export const START_INTERVAL_MS = 1000;

/** Returns a function that starts the machine, or, if it was started a moment ago and stays on, once the interval is over. */
export function limitedStart({ clock, bmc }: Pick<Machine, "clock" | "bmc">, start: () => void): () => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  let waits = false;
  const startNow = () => {
    lastMs = clock.nowMs();
    start();
  };
  return () => {
    if (waits) return;
    const waitMs = lastMs + START_INTERVAL_MS - clock.nowMs();
    if (waitMs <= 0) {
      startNow();
      return;
    }
    waits = true;
    clock.after(waitMs, () => {
      waits = false;
      if (bmc.chassis.powerOn) startNow();
    });
  };
}
