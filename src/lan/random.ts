/** Random bytes as an argument: the system's, or a test's. */
import { u32 } from "../codec/integer.ts";
import { decode } from "../codec/layout.ts";

/** Returns `size` random bytes. */
export type Random = (size: number) => Uint8Array;

/** Draws a number from 1 to FFFFFFFFh that is not `taken`. */
export function randomNumber(random: Random, taken: (number: number) => boolean = () => false): number {
  for (;;) {
    const number = decode(u32, random(4));
    if (number !== 0 && !taken(number)) return number;
  }
}
