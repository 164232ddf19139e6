/** Summary of a server's samples over all rounds. */
export interface Summary {
  readonly p50Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  /** Answers per second. */
  readonly throughput: number;
}

/** Summarizes the times from each answer to the next, round by round. */
export function summarize(intervalsUs: readonly Float64Array[]): Summary {
  const sorted = Float64Array.from(intervalsUs.flatMap((round) => [...round])).sort();
  const totalUs = sorted.reduce((sum, us) => sum + us, 0);
  const at = (share: number) => quantile(sorted, share);
  return { p50Us: at(0.5), p99Us: at(0.99), p999Us: at(0.999), throughput: (sorted.length / totalUs) * 1e6 };
}

/** Returns the value below which a share `q` (0 to 1) of the samples lies. */
function quantile(sorted: Float64Array, q: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  if (value === undefined) throw new Error("no samples");
  return value;
}

/** Returns the value below which a share `q` (0 to 1) of the numbers lies. */
export function quantileOf(numbers: readonly number[], q: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(q * (numbers.length - 1))] ?? Number.NaN;
}
