/** How long a register driver is patient: handed in, because a model's time is not QEMU's. */
import { setTimeout as sleep } from "node:timers/promises";

/** Asks `condition` again and again. False when patience ran out before it held. */
export type WaitUntil = (condition: () => Promise<boolean>) => Promise<boolean>;

/** Answers over a socket come within a few polls; only then is it worth leaving the processor to others. */
const EAGER_POLLS = 50;
const POLL_INTERVAL_MS = 1;

/** Patience in real time. */
export function withinMs(timeoutMs: number): WaitUntil {
  return async (condition) => {
    const deadline = performance.now() + timeoutMs;
    for (let polls = 0; !(await condition()); polls++) {
      if (performance.now() > deadline) return false;
      if (polls > EAGER_POLLS) await sleep(POLL_INTERVAL_MS);
    }
    return true;
  };
}
