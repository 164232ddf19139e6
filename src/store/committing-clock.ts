/** A clock whose callbacks change state, as requests do. */
import type { Clock } from "../clock.ts";

/** Returns a clock that calls `commit` after each callback. */
export function committingClock(clock: Clock, commit: () => void): Clock {
  return {
    nowMs: () => clock.nowMs(),
    epochMs: () => clock.epochMs(),
    after: (ms, callback) =>
      clock.after(ms, () => {
        callback();
        commit();
      }),
  };
}
