/** Results that are served again while they are fresh. */

/**
 * Returns a function that calls `make` again only when the last result is older than `maxAgeMs`. Callers in the meantime,
 * and while the result is being made, share it. A failure is not kept.
 */
export function reuse<T>(
  make: () => Promise<T>,
  maxAgeMs: number,
  nowMs: () => number = () => performance.now(),
): () => Promise<T> {
  let last: Promise<T> | undefined;
  let madeMs: number | undefined;
  return () => {
    const isStale = madeMs !== undefined && nowMs() - madeMs >= maxAgeMs;
    if (last && !isStale) return last;
    madeMs = undefined;
    last = make().then(
      (result) => {
        madeMs = nowMs();
        return result;
      },
      (error: unknown) => {
        last = undefined;
        throw error;
      },
    );
    return last;
  };
}
