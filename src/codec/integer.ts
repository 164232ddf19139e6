/**
 * Integers, least significant byte first as everywhere in IPMI. Encoding a number out of range throws `LayoutError`.
 */
import { type Layout, LayoutError } from "./layout.ts";

function unsigned(size: number): Layout<number> {
  const limit = 2 ** (8 * size);
  return {
    decode: (input) => input.unsigned(size),
    encode(value, output) {
      if (!Number.isInteger(value) || value < 0 || value >= limit) {
        throw new LayoutError("value", `expected an integer from 0 to ${limit - 1}, got ${value}`);
      }
      output.unsigned(value, size);
    },
  };
}

/** An unsigned byte, 0 to FFh. */
export const u8 = unsigned(1);
/** Two bytes, unsigned, 0 to FFFFh. */
export const u16 = unsigned(2);
/** Three bytes, unsigned, 0 to FFFFFFh. */
export const u24 = unsigned(3);
/** Four bytes, unsigned, 0 to FFFFFFFFh. */
export const u32 = unsigned(4);

function signed(size: number): Layout<number> {
  const bits = unsigned(size);
  const limit = 2 ** (8 * size - 1);
  return {
    decode(input) {
      const value = bits.decode(input);
      return value < limit ? value : value - 2 * limit;
    },
    encode(value, output) {
      if (!Number.isInteger(value) || value < -limit || value >= limit) {
        throw new LayoutError("value", `expected an integer from ${-limit} to ${limit - 1}, got ${value}`);
      }
      bits.encode(value < 0 ? value + 2 * limit : value, output);
    },
  };
}

/** Two bytes in two's complement, -8000h to 7FFFh. */
export const i16 = signed(2);
