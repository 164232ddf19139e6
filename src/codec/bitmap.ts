/** Many bits that all mean the same of different things: the numbers of those that are 1. Bit 0 of the first byte is 0. */
import { type Layout, LayoutError } from "./layout.ts";

/** `size` is in bytes. */
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
