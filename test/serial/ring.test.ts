import fc from "fast-check";
import { expect, it } from "vitest";
import { ByteRing } from "../../src/serial/ring.ts";

it("keeps the last bytes of any pieces, at their positions", () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 30 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), pieces, (size, given) => {
      const ring = new ByteRing(size);
      for (const piece of given) ring.push(piece);
      const all = given.flatMap((piece) => [...piece]);
      expect(ring.end).toBe(all.length);
      expect(ring.start).toBe(Math.max(0, all.length - size));
      expect([...ring.copy(ring.start, size)]).toEqual(all.slice(ring.start));
      const middle = Math.floor((ring.start + ring.end) / 2);
      expect([...ring.copy(middle, 3)]).toEqual(all.slice(middle, middle + 3));
    }),
  );
});

it("grows to its size and not beyond", () => {
  const ring = new ByteRing(10_000);
  for (let count = 0; count < 30_000; count += 100) ring.push(new Uint8Array(100).fill(count / 100));
  expect(ring.copy(ring.start, 20_000)).toHaveLength(10_000);
  expect([...ring.copy(ring.end - 100, 1)]).toEqual([299 % 256]);
});
