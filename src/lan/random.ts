/** Random bytes as an argument: the system's, or a test's. */
import { randomFillSync } from "node:crypto";
import { u32 } from "../codec/integer.ts";
import { decode } from "../codec/layout.ts";

/** Returns `size` random bytes. */
export type Random = (size: number) => Uint8Array;

/** Bytes that are drawn from the system at once; a packet needs 16. */
const POOL_SIZE = 4096;

let pool = new Uint8Array();

/** The system's random bytes, each of which is given out once. */
export const systemRandom: Random = (size) => {
  if (pool.length < size) pool = randomFillSync(new Uint8Array(Math.max(size, POOL_SIZE)));
  const bytes = pool.slice(0, size);
  pool.fill(0, 0, size);
  pool = pool.subarray(size);
  return bytes;
};

/** Draws a number from 1 to FFFFFFFFh that is not `taken`. */
export function randomNumber(random: Random, taken: (number: number) => boolean = () => false): number {
  for (;;) {
    const number = decode(u32, random(4));
    if (number !== 0 && !taken(number)) return number;
  }
}
