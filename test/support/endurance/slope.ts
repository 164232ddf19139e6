/**
 * Growth of a series by the estimator of Theil and Sen: the median of the slopes between all pairs of points, which a
 * few outliers do not move. Its confidence interval is Sen's, from the variance of Kendall's S.
 */

export interface Slope {
  /** Per step of the series. */
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided 99 %. */
const Z = 2.576;
/** A longer series is reduced to the medians of as many parts. */
const MAX_POINTS = 300;

/** Returns the slope of a series of at least three values. */
export function slopeOf(series: readonly number[]): Slope {
  const width = Math.max(1, Math.ceil(series.length / MAX_POINTS));
  const points = Array.from({ length: Math.floor(series.length / width) }, (_, part) =>
    medianOf(series.slice(part * width, (part + 1) * width)),
  );
  const slopes = points
    .flatMap((value, at) => points.slice(at + 1).map((later, distance) => (later - value) / (width * (distance + 1))))
    .sort((one, other) => one - other);
  const count = points.length;
  const spread = Z * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  const at = (place: number) => slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(place)))] ?? 0;
  return {
    median: medianOf(slopes),
    low: at((slopes.length - spread) / 2),
    high: at((slopes.length + spread) / 2),
  };
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = Math.floor(sorted.length / 2);
  const [below = 0, above = 0] = sorted.slice(half - 1, half + 1);
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : (below + above) / 2;
}
