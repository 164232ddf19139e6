/** Long work in slices: a turn of the event loop does one slice, so that guests are answered in between. */

/** Work that yields wherever it may pause. */
export type Steps<Result> = Generator<undefined, Result>;

/** Length of a slice, after which the work pauses at its next chance. A guest waits for about one. */
const SLICE_MS = 10;

/** Does all of the work in this turn. */
export function inOneTurn<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Does the work in slices. */
export async function inSlices<Result>(steps: Steps<Result>, pause = pauses()): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    const paused = pause();
    if (paused) await paused;
  }
}

/** Returns a function that returns what to wait for between two pieces of work: the next turn, once a slice is over. */
export function pauses(nowMs = () => performance.now()): () => Promise<void> | undefined {
  let endMs = nowMs() + SLICE_MS;
  return () => {
    if (nowMs() < endMs) return undefined;
    // A setImmediate callback runs in the next turn.
    return new Promise((resolve) => {
      setImmediate(() => {
        endMs = nowMs() + SLICE_MS;
        resolve();
      });
    });
  };
}
