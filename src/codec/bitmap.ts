/**
 * Sets of numbers stored as bits: number n is in the set when bit n is 1. Bit 0 is the lowest bit of the first byte.
 */
import { type Layout, LayoutError } from "./layout.ts";

/** A bitmap of `size` bytes. Throws `LayoutError` when a number is 8 × `size` or more. */
export function bitmap(size: number): Layout<ReadonlySet<number>> {
  return {
    decode(input) {
      const numbers = new Set<number>();
      for (const [at, byte] of input.take(size).entries()) {
        for (let i = 0; i < 8; i++) if (Math.floor(byte / 2 ** i) % 2 === 1) numbers.add(8 * at + i);
      }
      return numbers;
    },
    encode(numbers, output) {
      const bytes = new Uint8Array(size);
      for (const number of numbers) {
        const at = Math.floor(number / 8);
        const byte = bytes[at];
        if (byte === undefined) throw new LayoutError("value", `expected numbers up to ${8 * size - 1}, got ${number}`);
        bytes[at] = byte + 2 ** (number % 8);
      }
      output.put(bytes);
    },
  };
}
