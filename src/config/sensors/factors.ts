/** Chooses the factors that show given values best: M, B, K1 and K2 of y = L[(Mx + B·10^K1)·10^K2] (IPMI §36.3). */
import type { NumericFormat } from "../../bmc/sensors/conversion.ts";
import { cover, offsetFactors, place } from "./offset.ts";
import {
  ANY,
  coarsestStep,
  covers,
  finestStep,
  isOn,
  leastStep,
  NICE,
  type Scale,
  type Span,
  type Step,
} from "./scale.ts";

/** Requirements for the factors. For a non-linear sensor, values are the arguments of its function L. */
export interface Wanted {
  /** Values to show exactly if possible. */
  readonly values: readonly number[];
  /** Differences to show exactly, such as hysteresis. */
  readonly differences: readonly number[];
  /** Values to reach, not necessarily exactly. */
  readonly reach?: readonly number[];
  /** Range to cover. Defaults to the range of the values, and some headroom. */
  readonly range?: Span | undefined;
  /** Largest distance between readings. Defaults to the distance that the values need. */
  readonly resolution?: number | undefined;
  /** Defaults to unsigned, or to two's complement if a value is negative. */
  readonly format?: NumericFormat | undefined;
}

export interface Factors {
  readonly format: NumericFormat;
  readonly m: number;
  readonly b: number;
  readonly bExponent: number;
  readonly rExponent: number;
}

/** Requirements for a scale: the values need `needed`; `roomy` adds headroom. */
interface Task extends Wanted {
  readonly needed: Span;
  readonly roomy: Span;
  /** Format of a scale that starts at 0, and of one that starts elsewhere. */
  readonly aboutZero: NumericFormat;
  readonly elsewhere: NumericFormat;
}

/** Lowest and highest count of a format. */
const COUNTS: Readonly<Record<NumericFormat, Span>> = {
  unsigned: [0, 255],
  ones: [-127, 127],
  twos: [-128, 127],
  none: [0, 255],
};

/** Factors that widen the range of the values if no range is given; WINDOW is for a scale that does not start at 0. */
const HEADROOM = 1.1;
const WINDOW = 1.2;

const WHOLE: Step = { m: 1, exponent: 0 };
const COARSEST: Step = { m: 511, exponent: 7 };

/** Chooses factors that express all given values, or else cover their range. */
export function chooseFactors(wanted: Wanted): Factors {
  const { values, reach = [], range, resolution, format } = wanted;
  const given = [...values, ...reach, ...(range ?? [])];
  const needed: Span = given.length === 0 ? [0, 0] : spanOf(given);
  const roomy: Span = range ? needed : [needed[0] * HEADROOM, needed[1] * HEADROOM];
  const aboutZero = format ?? (needed[0] < 0 ? "twos" : "unsigned");
  const task = { ...wanted, needed, roomy, aboutZero, elsewhere: format ?? "unsigned" };
  return (resolution === undefined ? exact(task) : resolved(task, resolution)) ?? covering(task);
}

/**
 * One unit per count if only values are given and it fits. Otherwise the finest steps that express all values, in this
 * order: from 0 and round (1, 2 or 5 times a power of ten), from 0, from elsewhere and round. With values below 0, the
 * last two change places.
 */
function exact(task: Task): Factors | undefined {
  const { values, differences, needed, roomy, range, aboutZero } = task;
  const counts = COUNTS[aboutZero];
  const isExact = (step: Step) => isOn({ ...step, offset: 0 }, [...values, ...differences]);
  if (!range && covers({ ...WHOLE, offset: 0 }, counts, needed) && isExact(WHOLE))
    return factorsFromZero(WHOLE, aboutZero);
  const fromZero = (ms: readonly number[]) => {
    const step =
      finestStep(ms, leastStep(roomy, counts), isExact) ?? finestStep(ms, leastStep(needed, counts), isExact);
    return step && factorsFromZero(step, aboutZero);
  };
  const round = fromZero(NICE);
  if (round) return round;
  return needed[0] < 0 ? (exactElsewhere(task) ?? fromZero(ANY)) : (fromZero(ANY) ?? exactElsewhere(task));
}

function exactElsewhere({ values, differences, needed, range, elsewhere }: Task): Factors | undefined {
  const counts = COUNTS[elsewhere];
  const [low, high] = needed;
  const width = range ? high - low : Math.max(WINDOW * (high - low), Math.abs(high) / 2);
  const placed = (step: Step) => place(step, values[0] ?? low, counts, needed, range);
  const step = finestStep(NICE, width / (counts[1] - counts[0]), (candidate) => {
    const scale = placed(candidate);
    return scale !== undefined && isOn(scale, values) && isOn({ ...candidate, offset: 0 }, differences);
  });
  const scale = step && placed(step);
  return scale && factorsOf(scale, elsewhere);
}

/** Least and greatest value. Arguments, as Math.min(...values) takes, end at about 120,000. */
function spanOf(values: readonly number[]): Span {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}

/** Steps of the given resolution, from 0 if that reaches far enough. */
function resolved({ values, needed, range, aboutZero, elsewhere }: Task, resolution: number): Factors | undefined {
  const step = coarsestStep(resolution);
  if (covers({ ...step, offset: 0 }, COUNTS[aboutZero], needed)) return factorsFromZero(step, aboutZero);
  const scale = place(step, range?.[0] ?? values[0] ?? 0, COUNTS[elsewhere], needed, range);
  return scale && factorsOf(scale, elsewhere);
}

/** The finest steps that cover the whole range. */
function covering({ needed, roomy, range, aboutZero, elsewhere }: Task): Factors {
  const scale = range || needed[0] < 0 ? cover(roomy, COUNTS[elsewhere]) : undefined;
  if (scale) return factorsOf(scale, elsewhere);
  return factorsFromZero(finestStep(ANY, leastStep(roomy, COUNTS[aboutZero])) ?? COARSEST, aboutZero);
}

function factorsFromZero(step: Step, format: NumericFormat): Factors {
  return factorsOf({ ...step, offset: 0 }, format);
}

function factorsOf(scale: Scale, format: NumericFormat): Factors {
  const { b, bExponent } = offsetFactors(scale) ?? { b: 0, bExponent: 0 };
  return { format, m: scale.m, b, bExponent, rExponent: scale.exponent };
}
