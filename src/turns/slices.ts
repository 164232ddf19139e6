/** Long work in slices: a turn of the event loop does one slice, so that guests are answered in between. */

import { turns } from "./turns.ts";

/** Work that yields wherever it may pause. */
export type Steps<Result> = Generator<undefined, Result>;

/** Returns a promise to wait for between two pieces of work; undefined: no need to wait. */
export type Pause = () => Promise<void> | undefined;

/** Length of a slice, after which the work pauses at its next chance. A guest waits for about one. */
export const SLICE_MS = 10;

/** Does all of the work in this turn. */
export function inOneTurn<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Does the work in slices. */
export async function inSlices<Result>(steps: Steps<Result>, pause: Pause = pauses()): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    const paused = pause();
    if (paused) await paused;
  }
}

/**
 * Makes a pause: the next turn, once a slice is over. Several
 * works may share it; then they share the slice of a turn too.
 */
export function pauses(nowMs = () => performance.now()): Pause {
  const nextTurn = turns();
  let endMs = nowMs() + SLICE_MS;
  return () => {
    if (nowMs() < endMs) return undefined;
    return nextTurn().then(() => {
      endMs = nowMs() + SLICE_MS;
    });
  };
}
