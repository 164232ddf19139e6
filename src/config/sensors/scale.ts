/** Scales that a sensor's readings can have: an offset and so many times a step, m·10^exponent (IPMI §43.1, bytes 25–30). */

/** Lowest and highest. */
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

/** As K1 and K2 have, from the largest on. */
export const EXPONENTS: readonly number[] = Array.from({ length: 16 }, (_, index) => 7 - index);
/** M of steps that people find round, and of all. */
export const NICE: readonly number[] = [1, 2, 5];
export const ANY: readonly number[] = Array.from({ length: 511 }, (_, index) => index + 1);

/** In steps: what floating point is off by is less, and what matters is more. */
const TOLERANCE = 1e-6;
/** Of values: less than people write. */
const PRECISION = 1e-10;
/** Of 255 steps: what floating point is off by. */
const ROUNDING = 1e-13;

export function sizeOf({ m, exponent }: Step): number {
  return exponent < 0 ? m / 10 ** -exponent : m * 10 ** exponent;
}

/** The finest step of at least this size that suits. */
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

/** The coarsest step of at most this size; the finest of all where none is so fine. */
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

/** The least size of a step with which these counts reach from 0 over the whole span. */
export function leastStep([low, high]: Span, [lowest, highest]: Span): number {
  return Math.max(high / highest, low < 0 ? low / lowest : 0);
}

export function covers(scale: Scale, [lowest, highest]: Span, [low, high]: Span): boolean {
  const size = sizeOf(scale);
  const slack = size * TOLERANCE;
  return scale.offset + lowest * size <= low + slack && scale.offset + highest * size >= high - slack;
}

/** Whether the scale has every one of these values. */
export function isOn(scale: Scale, values: readonly number[]): boolean {
  const size = sizeOf(scale);
  return values.every((value) => {
    const nearest = scale.offset + Math.round((value - scale.offset) / size) * size;
    return Math.abs(nearest - value) <= PRECISION * Math.abs(value) + ROUNDING * size;
  });
}

/** Whether it is an integer, and not 0. */
export function isWhole(value: number): boolean {
  return Math.round(value) !== 0 && Math.abs(value - Math.round(value)) < TOLERANCE;
}
