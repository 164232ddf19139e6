/** Random bytes of session IDs, challenges and initialization vectors. */
import { expect, it } from "vitest";
import { systemRandom } from "../../src/lan/random.ts";
import { toHex } from "../support/bytes/hex.ts";

it("gives out no byte twice, in any size", () => {
  const drawn = [...Array.from({ length: 1000 }, () => systemRandom(16)), systemRandom(5000), systemRandom(16)];
  expect(drawn.map(({ length }) => length)).toEqual([...Array<number>(1000).fill(16), 5000, 16]);
  expect(new Set(drawn.map((bytes) => toHex(bytes.subarray(0, 16)))).size).toBe(1002);
});
