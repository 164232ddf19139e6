/**
 * Bit fields of one or more bytes, written as the specification's tables write them: `bit(7)`, `bits(3, 0)`. Bit 8 is
 * bit 0 of the second byte. Bits without a field are reserved: written as 0, ignored when read.
 */
import { inField, type Layout, LayoutError } from "./layout.ts";

interface Field<T> {
  /** The value of the field's lowest bit within the whole word: 2 ** its position. */
  readonly unit: number;
  /** The number of values the field can have: 2 ** its width. */
  readonly span: number;
  fromBits(bits: number): T;
  toBits(value: T): number;
}

type ValuesOf<F> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** A bit that is true when it is 1. */
export function bit(at: number): Field<boolean> {
  return { unit: 2 ** at, span: 2, fromBits: (bits) => bits === 1, toBits: (value) => (value ? 1 : 0) };
}

/** A bit that is true when it is 0, for tables that write "1b = disabled" where our field is named "enabled". */
export function notBit(at: number): Field<boolean> {
  return { unit: 2 ** at, span: 2, fromBits: (bits) => bits === 0, toBits: (value) => (value ? 0 : 1) };
}

/** Bits `high` to `low` as an unsigned number. */
export function bits(high: number, low: number): Field<number> {
  const span = 2 ** (high - low + 1);
  return {
    unit: 2 ** low,
    span,
    fromBits: (value) => value,
    toBits(value) {
      if (Number.isInteger(value) && value >= 0 && value < span) return value;
      throw new LayoutError("value", `expected an integer from 0 to ${span - 1}, got ${value}`);
    },
  };
}

/** Bits `high` to `low` in two's complement. */
export function signedBits(high: number, low: number): Field<number> {
  const limit = 2 ** (high - low);
  return {
    unit: 2 ** low,
    span: 2 * limit,
    fromBits: (value) => (value < limit ? value : value - 2 * limit),
    toBits(value) {
      if (!Number.isInteger(value) || value < -limit || value >= limit) {
        throw new LayoutError("value", `expected an integer from ${-limit} to ${limit - 1}, got ${value}`);
      }
      return value < 0 ? value + 2 * limit : value;
    },
  };
}

/**
 * A layout of the named fields in one unsigned number. `size` is in bytes, 1 to 4. Throws `LayoutError` when a value
 * does not fit its field.
 */
export function bitfield<F extends Readonly<Record<string, Field<never> | Field<boolean> | Field<number>>>>(
  fields: F,
  size = 1,
): Layout<ValuesOf<F>> {
  const entries = Object.entries(fields) as [string, Field<unknown>][];
  return {
    decode(input) {
      const word = input.unsigned(size);
      const values: Record<string, unknown> = {};
      for (const [name, { unit, span, fromBits }] of entries) values[name] = fromBits(Math.floor(word / unit) % span);
      return values as ValuesOf<F>;
    },
    encode(values, output) {
      let word = 0;
      for (const [name, { unit, toBits }] of entries) word += inField(name, () => toBits(values[name])) * unit;
      output.unsigned(word, size);
    },
  };
}
