/** Scales of readings: an offset plus a multiple of a step, m·10^exponent (IPMI §43.1, bytes 25–30). */

/** Lowest and highest value. */
export type Span = readonly [number, number];

export interface Step {
  /** 1 to 511. */
  readonly m: number;
  /** K2, -8 to 7. */
  readonly exponent: number;
}

export interface Scale extends Step {
  readonly offset: number;
}

/** Exponents that K1 and K2 can have, in descending order. */
export const EXPONENTS: readonly number[] = Array.from({ length: 16 }, (_, index) => 7 - index);
/** Values of M for round steps, and for any step. */
export const NICE: readonly number[] = [1, 2, 5];
export const ANY: readonly number[] = Array.from({ length: 511 }, (_, index) => index + 1);

/** Tolerance in steps: more than floating-point error, less than any real difference. */
const TOLERANCE = 1e-6;
/** Relative precision of values, finer than people write. */
const PRECISION = 1e-10;
/** Floating-point error over 255 steps. */
const ROUNDING = 1e-13;

export function sizeOf({ m, exponent }: Step): number {
  return exponent < 0 ? m / 10 ** -exponent : m * 10 ** exponent;
}

/** Returns the finest suitable step of at least this size. */
export function finestStep(
  ms: readonly number[],
  least: number,
  suits: (step: Step) => boolean = () => true,
): Step | undefined {
  let found: Step | undefined;
  for (const exponent of EXPONENTS) {
    for (const m of ms) {
      const step = { m, exponent };
      const size = sizeOf(step);
      if (size < least * (1 - TOLERANCE) || (found && size >= sizeOf(found) * (1 - TOLERANCE))) continue;
      if (suits(step)) found = step;
    }
  }
  return found;
}

/** Returns the coarsest step of at most this size, or the finest of all if every step is larger. */
export function coarsestStep(most: number): Step {
  let found: Step = { m: 1, exponent: -8 };
  for (const exponent of EXPONENTS) {
    for (const m of ANY) {
      const size = sizeOf({ m, exponent });
      if (size <= most * (1 + TOLERANCE) && size > sizeOf(found) * (1 + TOLERANCE)) found = { m, exponent };
    }
  }
  return found;
}

/** Returns the smallest step size with which these counts, from 0, cover the span. */
export function leastStep([low, high]: Span, [lowest, highest]: Span): number {
  return Math.max(high / highest, low < 0 ? low / lowest : 0);
}

export function covers(scale: Scale, [lowest, highest]: Span, [low, high]: Span): boolean {
  const size = sizeOf(scale);
  const slack = size * TOLERANCE;
  return scale.offset + lowest * size <= low + slack && scale.offset + highest * size >= high - slack;
}

/** Whether the scale has all of these values. */
export function isOn(scale: Scale, values: readonly number[]): boolean {
  const size = sizeOf(scale);
  return values.every((value) => {
    const nearest = scale.offset + Math.round((value - scale.offset) / size) * size;
    return Math.abs(nearest - value) <= PRECISION * Math.abs(value) + ROUNDING * size;
  });
}

/** Whether the value is an integer other than 0. */
export function isWhole(value: number): boolean {
  return Math.round(value) !== 0 && Math.abs(value - Math.round(value)) < TOLERANCE;
}
