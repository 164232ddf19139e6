/** Layouts of raw bytes, reserved bytes and BCD digits. */
import { hexDigits, hexNumber } from "../text/hex.ts";
import { type Layout, LayoutError } from "./layout.ts";

/** Exactly `size` bytes. */
export function bytes(size: number): Layout<Uint8Array> {
  return {
    decode: (input) => input.take(size),
    encode(value, output) {
      if (value.length !== size) throw new LayoutError("value", `expected ${size} bytes, got ${value.length}`);
      output.put(value);
    },
  };
}

/** All remaining bytes; may be empty. */
export const rest: Layout<Uint8Array> = {
  decode: (input) => input.take(input.remaining),
  encode: (value, output) => output.put(value),
};

/** `size` reserved bytes: written as 00h, ignored when read. */
export function reserved(size: number): Layout<undefined> {
  return {
    decode(input) {
      input.take(size);
    },
    encode: (_value, output) => output.put(new Uint8Array(size)),
  };
}

/** Two decimal digits in one byte (BCD), 0 to 99. */
export const bcd: Layout<number> = {
  decode(input) {
    const byte = input.byte();
    const value = Number(hexDigits(byte));
    if (Number.isInteger(value)) return value;
    throw new LayoutError("value", `expected two decimal digits, got ${hexNumber(byte)}`);
  },
  encode(value, output) {
    if (!Number.isInteger(value) || value < 0 || value > 99) {
      throw new LayoutError("value", `expected an integer from 0 to 99, got ${value}`);
    }
    output.byte(16 * Math.floor(value / 10) + (value % 10));
  },
};

/** A byte that should be BCD: 0 to 99, or the byte itself, as some machines send in place of BCD. */
export type LooseBcd = number | { readonly raw: number };

export const looseBcd: Layout<LooseBcd> = {
  decode(input) {
    const byte = input.byte();
    const value = Number(hexDigits(byte));
    return Number.isInteger(value) ? value : { raw: byte };
  },
  encode(value, output) {
    if (typeof value === "number") bcd.encode(value, output);
    else output.byte(value.raw);
  },
};
