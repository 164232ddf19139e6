/**
 * Bits of one byte or more, written as the specification's tables write them: `bit(7)`, `bits(3, 0)`. Bits that no field
 * names are reserved: written as 0, ignored when read. Bit 8 is bit 0 of the second byte.
 */
import { inField, type Layout, LayoutError } from "./layout.ts";

interface Field<T> {
  readonly high: number;
  readonly low: number;
  fromBits(bits: number): T;
  toBits(value: T): number;
}

type ValuesOf<F> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** True when the bit is 1. */
export function bit(at: number): Field<boolean> {
  return { high: at, low: at, fromBits: (bits) => bits === 1, toBits: (value) => (value ? 1 : 0) };
}

/** True when the bit is 0: for the tables that write "1b = disabled" where the field's name says enabled. */
export function notBit(at: number): Field<boolean> {
  return { high: at, low: at, fromBits: (bits) => bits === 0, toBits: (value) => (value ? 0 : 1) };
}

/** Bits `high` to `low`, as an unsigned number. */
export function bits(high: number, low: number): Field<number> {
  const limit = 2 ** (high - low + 1);
  return {
    high,
    low,
    fromBits: (value) => value,
    toBits(value) {
      if (Number.isInteger(value) && value >= 0 && value < limit) return value;
      throw new LayoutError("value", `expected an integer from 0 to ${limit - 1}, got ${value}`);
    },
  };
}

/** `size` is in bytes, 1 to 4. */
export function bitfield<F extends Readonly<Record<string, Field<never> | Field<boolean> | Field<number>>>>(
  fields: F,
  size = 1,
): Layout<ValuesOf<F>> {
  const entries = Object.entries(fields) as [string, Field<unknown>][];
  return {
    decode(input) {
      let word = 0;
      for (let i = 0; i < size; i++) word += input.byte() * 2 ** (8 * i);
      const values: Record<string, unknown> = {};
      for (const [name, { high, low, fromBits }] of entries) {
        values[name] = fromBits(Math.floor(word / 2 ** low) % 2 ** (high - low + 1));
      }
      return values as ValuesOf<F>;
    },
    encode(values, output) {
      let word = 0;
      for (const [name, { low, toBits }] of entries) word += inField(name, () => toBits(values[name])) * 2 ** low;
      for (let i = 0; i < size; i++) output.byte(Math.floor(word / 2 ** (8 * i)) & 0xff);
    },
  };
}
