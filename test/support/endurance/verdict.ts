/** Judges the samples of a run: what grew, what was left open. */
import type { Sample } from "./sample.ts";
import { medianOf, type Slope, slopeOf } from "./slope.ts";

/** Part of the samples that counts as warm-up: compiled code, full logs and histories. */
const WARM_UP = 0.5;
/** Rounds of warm-up at least, and of the measured part. */
export const LEAST_WARM_UP = 100;
const LEAST_MEASURED = 50;
/** Rounds that a verdict needs. */
export const LEAST_ROUNDS = LEAST_WARM_UP + LEAST_MEASURED;
/** Growth over the rest of the run, as a part of the size, up to which a slope counts as none. */
export const MAX_GROWTH = { heap: 0.02, rss: 0.05 } as const;
/** The same for a short run: bytes of heap an operation, half a pointer. A leaked object takes eight times that or more. */
export const MAX_HEAP_AN_OPERATION = 4;

/**
 * Growth of a count over the measured part that is a leak. Timers count apart: the stores of the machines wait for a
 * minute each, a timer that a guest has set may run for minutes, and a short run sees them begin or end.
 */
const LEAST_LEFT_OPEN = 1;
const LEAST_LEFT_OPEN_TIMERS = 7;
const TIMERS = "resources of kind Timeout";

export interface Growth {
  readonly of: keyof typeof MAX_GROWTH;
  /** Bytes. */
  readonly size: number;
  /** Bytes a round. */
  readonly slope: Slope;
  /** Bytes a round. It is a leak when the lower end of the slope's interval is above. */
  readonly limit: number;
  readonly isLeak: boolean;
}

export interface Verdict {
  readonly growth: readonly Growth[];
  /** Sentences; empty if nothing is wrong. */
  readonly problems: readonly string[];
}

/** Judges samples, one a round; `operations` is their number in a round. */
export function verdictOf(samples: readonly Sample[], operations: number): Verdict {
  const measured = samples.slice(Math.max(LEAST_WARM_UP, Math.floor(WARM_UP * samples.length)));
  if (measured.length < LEAST_MEASURED) {
    return {
      growth: [],
      problems: [`${samples.length} rounds are too few to judge; expected ${LEAST_ROUNDS} or more`],
    };
  }
  const growth = (["heap", "rss"] as const).map((of) => growthOf(of, measured, operations));
  const leaks = growth
    .filter(({ isLeak }) => isLeak)
    .map(({ of, size, slope }) => `${of} grows: ${Math.round(slope.median)} bytes a round, of ${size}`);
  return { growth, problems: [...leaks, ...leftOpen(measured)] };
}

function growthOf(of: Growth["of"], measured: readonly Sample[], operations: number): Growth {
  const series = measured.map((sample) => sample[of]);
  const slope = slopeOf(series);
  const size = medianOf(series);
  const ofSize = (MAX_GROWTH[of] * size) / series.length;
  const limit = of === "heap" ? Math.min(ofSize, MAX_HEAP_AN_OPERATION * operations) : ofSize;
  return { of, size, slope, limit, isLeak: slope.low > limit };
}

/** Counts of descriptors, handles and timers at rest. */
function leftOpen(measured: readonly Sample[]): readonly string[] {
  const kinds = new Set(measured.flatMap(({ resources }) => Object.keys(resources)));
  const counts: readonly (readonly [string, (sample: Sample) => number])[] = [
    ["file descriptors", ({ descriptors }) => descriptors],
    ...[...kinds].map(
      (kind) => [`resources of kind ${kind}`, ({ resources }: Sample) => resources[kind] ?? 0] as const,
    ),
  ];
  return counts.flatMap(([what, count]) => {
    const series = measured.map(count);
    const grown = slopeOf(series).low * series.length;
    return grown >= (what === TIMERS ? LEAST_LEFT_OPEN_TIMERS : LEAST_LEFT_OPEN)
      ? [`${what} at rest grow by ${grown.toFixed(0)}: ${series[0]} at first, ${series.at(-1)} in the end`]
      : [];
  });
}
