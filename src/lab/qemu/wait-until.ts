/** Patience of a register driver, passed in because the model's time is not QEMU's. */
import { setTimeout as sleep } from "node:timers/promises";

/** Polls `condition`. Resolves with false if it does not hold before the patience ends. */
export type WaitUntil = (condition: () => Promise<boolean>) => Promise<boolean>;

/** Polls before the first sleep: an answer over a socket comes within a few polls. */
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
