/** Conversion factors, in the layout of full sensor records (IPMI §43.1, bytes 25–30) and of §35.5's answer. */
import { bitfield, bits, signedBits } from "../../codec/bitfield.ts";
import { type Layout, LayoutError } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";

/** The conversion of raw readings to units (§36.3). */
export interface ReadingFactors {
  /** -512 to 511. */
  readonly m: number;
  /** In ± half raw counts, 0 to 63. */
  readonly tolerance: number;
  /** -512 to 511. */
  readonly b: number;
  /** In 1/100 percent times 10 to the power of `accuracyExponent`, 0 to 1023. */
  readonly accuracy: number;
  /** 0 to 3. */
  readonly accuracyExponent: number;
  /** Power of ten of the result, -8 to 7: K2. */
  readonly rExponent: number;
  /** Power of ten of `b`, -8 to 7: K1. */
  readonly bExponent: number;
  /** Only in records: 0 unspecified, 1 input, 2 output. */
  readonly direction: number;
}

/** The upper bits of 10-bit numbers are stored apart from the lower ones. */
const packed = struct({
  m: bitfield({ high: signedBits(15, 14), tolerance: bits(13, 8), low: bits(7, 0) }, 2),
  b: bitfield({ high: signedBits(15, 14), accuracyLow: bits(13, 8), low: bits(7, 0) }, 2),
  accuracy: bitfield({ high: bits(7, 4), exponent: bits(3, 2), direction: bits(1, 0) }),
  exponents: bitfield({ r: signedBits(7, 4), b: signedBits(3, 0) }),
});

const ACCURACY_LOW = 64;

export const readingFactors: Layout<ReadingFactors> = {
  decode(input) {
    const { m, b, accuracy, exponents } = packed.decode(input);
    return {
      m: tenBits(m),
      tolerance: m.tolerance,
      b: tenBits(b),
      accuracy: accuracy.high * ACCURACY_LOW + b.accuracyLow,
      accuracyExponent: accuracy.exponent,
      rExponent: exponents.r,
      bExponent: exponents.b,
      direction: accuracy.direction,
    };
  },
  encode({ m, tolerance, b, accuracy, accuracyExponent, rExponent, bExponent, direction }, output) {
    packed.encode(
      {
        m: { ...halves(m), tolerance },
        b: { ...halves(b), accuracyLow: accuracy % ACCURACY_LOW },
        accuracy: { high: Math.floor(accuracy / ACCURACY_LOW), exponent: accuracyExponent, direction },
        exponents: { r: rExponent, b: bExponent },
      },
      output,
    );
  },
};

function tenBits({ high, low }: { readonly high: number; readonly low: number }): number {
  return high * 256 + low;
}

function halves(value: number): { readonly high: number; readonly low: number } {
  if (Number.isInteger(value)) return { high: Math.floor(value / 256), low: ((value % 256) + 256) % 256 };
  throw new LayoutError("value", `expected an integer, got ${value}`);
}
