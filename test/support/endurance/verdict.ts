/** Judges the samples of a run: what grew, what was left open. */
import type { Sample } from "./sample.ts";
import { medianOf, type Slope, slopeOf } from "./slope.ts";

/** Part of the samples that counts as warm-up: compiled code, full logs and histories. */
const WARM_UP = 0.5;
/** Growth over the rest of the run, as a part of the size, up to which a slope counts as none. */
const MOST_GROWTH = { heap: 0.02, rss: 0.05 } as const;

export interface Growth {
  readonly of: keyof typeof MOST_GROWTH;
  /** Bytes. */
  readonly size: number;
  /** Bytes a round. */
  readonly slope: Slope;
  readonly isLeak: boolean;
}

export interface Verdict {
  readonly growth: readonly Growth[];
  /** Sentences; empty if nothing is wrong. */
  readonly problems: readonly string[];
}

/** Judges samples, one a round. */
export function verdictOf(samples: readonly Sample[]): Verdict {
  const measured = samples.slice(Math.floor(WARM_UP * samples.length));
  const growth = (["heap", "rss"] as const).map((of) => growthOf(of, measured));
  const leaks = growth
    .filter(({ isLeak }) => isLeak)
    .map(({ of, size, slope }) => `${of} grows: ${Math.round(slope.median)} bytes a round, of ${size}`);
  return { growth, problems: [...leaks, ...leftOpen(measured)] };
}

function growthOf(of: Growth["of"], measured: readonly Sample[]): Growth {
  const series = measured.map((sample) => sample[of]);
  const slope = slopeOf(series);
  const size = medianOf(series);
  return { of, size, slope, isLeak: slope.low * series.length > MOST_GROWTH[of] * size };
}

/** Counts of descriptors, handles and timers at rest. A guest's watchdog is a timer too, so the counts may vary. */
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
    return grown >= 1
      ? [`${what} at rest grow by ${grown.toFixed(0)}: ${series[0]} at first, ${series.at(-1)} in the end`]
      : [];
  });
}
