/** Conversion of raw readings to counts and to units, and back (IPMI §36.3). */
import type { ReadingFactors } from "../records/reading-factors.ts";

/** §43.1, byte 21, bits 7:6. */
export const NumericFormat = { unsigned: 0, ones: 1, twos: 2, none: 3 } as const;
export type NumericFormat = keyof typeof NumericFormat;

/** §43.1, byte 24. From 70h on, the factors vary with the reading and no function is applied. */
export const Linearization = {
  linear: 0x00,
  ln: 0x01,
  log10: 0x02,
  log2: 0x03,
  exp: 0x04,
  exp10: 0x05,
  exp2: 0x06,
  inverse: 0x07,
  square: 0x08,
  cube: 0x09,
  squareRoot: 0x0a,
  cubeRoot: 0x0b,
  nonLinear: 0x70,
} as const;
export type Linearization = keyof typeof Linearization;

const FUNCTION: Readonly<Record<Linearization, (x: number) => number>> = {
  linear: (x) => x,
  ln: Math.log,
  log10: Math.log10,
  log2: Math.log2,
  exp: Math.exp,
  exp10: (x) => 10 ** x,
  exp2: (x) => 2 ** x,
  inverse: (x) => 1 / x,
  square: (x) => x ** 2,
  cube: (x) => x ** 3,
  squareRoot: Math.sqrt,
  cubeRoot: Math.cbrt,
  nonLinear: (x) => x,
};

const INVERSE: Readonly<Record<Linearization, (y: number) => number>> = {
  linear: (y) => y,
  ln: Math.exp,
  log10: (y) => 10 ** y,
  log2: (y) => 2 ** y,
  exp: Math.log,
  exp10: Math.log10,
  exp2: Math.log2,
  inverse: (y) => 1 / y,
  square: Math.sqrt,
  cube: Math.cbrt,
  squareRoot: (y) => y ** 2,
  cubeRoot: (y) => y ** 3,
  nonLinear: (y) => y,
};

/** Inverts the linearization function. Returns NaN or infinity if the function never yields `units`. */
export function beforeFunction(units: number, linearization: Linearization): number {
  return INVERSE[linearization](units);
}

/** Converts a raw byte to its number, by which thresholds are compared. FFh is 0 in ones' complement. */
export function toCount(raw: number, format: NumericFormat): number {
  if (raw < 0x80 || format === "unsigned" || format === "none") return raw;
  return raw - (format === "ones" ? 0xff : 0x100);
}

/** y = L[(Mx + B·10^K1)·10^K2]. NaN or infinite if the function has no value there. */
export function toUnits(
  raw: number,
  format: NumericFormat,
  { m, b, bExponent, rExponent }: ReadingFactors,
  linearization: Linearization,
): number {
  return FUNCTION[linearization]((m * toCount(raw, format) + b * 10 ** bExponent) * 10 ** rExponent);
}

/** Returns the raw byte whose value is nearest: past the end of the scale, the byte at that end. */
export function toRaw(
  value: number,
  format: NumericFormat,
  factors: ReadingFactors,
  linearization: Linearization,
): number {
  return nearestRaw(value, (raw) => toUnits(raw, format, factors, linearization));
}

const RAW_READINGS: readonly number[] = Array.from({ length: 256 }, (_, raw) => raw);

/**
 * Returns the raw byte whose value by `unitsOf` is nearest; of two equally near bytes, the lower one. Tries all 256,
 * because not every function is monotonic or has a value everywhere.
 *
 * @throws RangeError if the value is not finite
 */
export function nearestRaw(value: number, unitsOf: (raw: number) => number): number {
  if (!Number.isFinite(value)) throw new RangeError(`the value is ${value}; expected a finite number`);
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const raw of RAW_READINGS) {
    const distance = Math.abs(unitsOf(raw) - value);
    if (distance >= least || Number.isNaN(distance)) continue;
    nearest = raw;
    least = distance;
  }
  return nearest;
}
