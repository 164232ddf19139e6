/** Offsets of scales that do not start at 0, chosen so that B·10^K1 can express them (IPMI §36.3). */
import { ANY, covers, EXPONENTS, finestStep, isWhole, type Scale, type Span, type Step, sizeOf } from "./scale.ts";

const MAX_B = 511;

/** Returns undefined if the offset has too many digits, or its magnitude is too far from the step's. */
export function offsetFactors({ exponent, offset }: Scale): { b: number; bExponent: number } | undefined {
  if (offset === 0) return { b: 0, bExponent: 0 };
  for (const bExponent of EXPONENTS) {
    const b = offset / 10 ** (bExponent + exponent);
    if (isWhole(b) && Math.abs(b) <= MAX_B) return { b: Math.round(b), bExponent };
  }
  return undefined;
}

/**
 * Returns the scale with these steps that includes `anchor` and covers `needed`. It starts at the lower end of `range`,
 * otherwise at a number with few digits that leaves room at both ends.
 */
export function place(
  step: Step,
  anchor: number,
  counts: Span,
  needed: Span,
  range: Span | undefined,
): Scale | undefined {
  const [lowest, highest] = counts;
  const size = sizeOf(step);
  const spare = (highest - lowest) * size - (needed[1] - needed[0]);
  const centre = needed[0] - lowest * size - spare / 2;
  const scales = Array.from({ length: highest - lowest + 1 }, (_, index) => {
    const offset = tidy(anchor - (lowest + index) * size);
    const isGood = range ? offset + lowest * size === range[0] : Math.abs(offset - centre) <= spare / 4;
    return { ...step, offset, rank: [isGood ? 0 : 1, digits(offset), Math.abs(offset - centre)] };
  });
  return scales
    .filter((scale) => covers(scale, counts, needed) && offsetFactors(scale) !== undefined)
    .sort((a, b) => compare(a.rank, b.rank))[0];
}

/** Returns the finest scale that covers the span and starts at its lower end or slightly below. */
export function cover([low, high]: Span, [lowest, highest]: Span): Scale | undefined {
  for (const precision of [3, 2, 1]) {
    const begin = roundedDown(low, precision);
    const step = finestStep(ANY, (high - begin) / (highest - lowest));
    const scale = step && { ...step, offset: tidy(begin - lowest * sizeOf(step)) };
    if (scale && offsetFactors(scale) !== undefined) return scale;
  }
  return undefined;
}

/** Rounds down to `precision` digits. */
function roundedDown(value: number, precision: number): number {
  const unit = value === 0 ? 1 : 10 ** (Math.floor(Math.log10(Math.abs(value))) + 1 - precision);
  return tidy(Math.floor(tidy(value / unit)) * unit);
}

/** Removes floating-point noise. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

/** Counts the digits of a number without trailing zeros. */
function digits(value: number): number {
  const [mantissa = ""] = value.toExponential().split("e");
  return mantissa.replaceAll(/\D/g, "").length;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return (a[at] ?? 0) - (b[at] ?? 0);
}
