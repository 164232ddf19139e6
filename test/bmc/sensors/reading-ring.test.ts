import { expect, it } from "vitest";
import { MAX_READINGS, ReadingRing, SHARED_MS, type Shown } from "../../../src/bmc/sensors/reading-ring.ts";

const SIGNED = { unitsOf: (raw: number) => (raw < 0x80 ? raw : raw - 0x100) };

/** A ring of readings at these times, in seconds. */
function ringOf(...[[firstS, first], ...more]: readonly [readonly [number, Shown], ...(readonly [number, Shown])[]]) {
  const ring = new ReadingRing(SIGNED, firstS * 1000, first);
  for (const [atS, shown] of more) ring.add(atS * 1000, shown);
  return ring;
}

/** Time in seconds, latest, lowest and highest. */
const entries = (ring: ReadingRing) =>
  ring.readings.map(({ atMs, latest, lowest, highest }) => [atMs / 1000, latest, lowest, highest]);

it("keeps each reading with its time to a tenth of a second", () => {
  expect(entries(ringOf([0, 42], [100.25, 97], [2000, 0]))).toEqual([
    [0, 42, 42, 42],
    [100.2, 97, 97, 97],
    [2000, 0, 0, 0],
  ]);
});

it("changes within the shared time are one reading, with its lowest and highest value in units", () => {
  const ring = ringOf([0, 1], [20, 2], [21, 0xff], [34.9, 3], [35, 4]);
  expect(entries(ring)).toEqual([
    [0, 1, 1, 1],
    [20, 3, 0xff, 3],
    [35, 4, 4, 4],
  ]);
  expect(ring.latest).toBe(4);
});

it("what the sensor showed before its first change stays alone", () => {
  expect(entries(ringOf([0, 42], [1, 97]))).toEqual([
    [0, 42, 42, 42],
    [1, 97, 97, 97],
  ]);
});

it("a time without a reading shares nothing", () => {
  expect(entries(ringOf([0, 1], [20, 2], [21, null], [22, 0]))).toEqual([
    [0, 1, 1, 1],
    [20, 2, 2, 2],
    [21, null, null, null],
    [22, 0, 0, 0],
  ]);
});

it("the oldest goes past the limit", () => {
  const ring = new ReadingRing(SIGNED, 0, 0);
  for (let n = 1; n < 3 * MAX_READINGS; n++) {
    ring.add(n * SHARED_MS, n % 100);
    expect(ring.readings).toHaveLength(Math.min(n + 1, MAX_READINGS));
  }
  const numbers = ring.readings.map(({ atMs }) => atMs / SHARED_MS);
  expect(numbers).toEqual(Array.from({ length: MAX_READINGS }, (_, index) => 2 * MAX_READINGS + index));
  expect(ring.readings[0]?.latest).toBe((2 * MAX_READINGS) % 100);
});
