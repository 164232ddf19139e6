/** Lines that a guest causes, on a clock that the test moves. */
import { expect, test } from "vitest";
import { RateLimiter } from "../../src/observe/rate-limit.ts";

function limiter() {
  let nowMs = 0;
  const written: string[] = [];
  const limit = new RateLimiter({ lines: 2, intervalMs: 1000, now: () => nowMs });
  return {
    written,
    limit,
    /** Tries to write a line at a time. */
    at(timeMs: number, key: string) {
      nowMs = timeMs;
      if (limit.allows(key, (suppressed) => written.push(`${key}: suppressed ${suppressed}`))) written.push(key);
    },
  };
}

test("passes only the allowed number of lines in an interval", () => {
  const { at, written } = limiter();
  for (const timeMs of [0, 1, 2, 999]) at(timeMs, "checksum");
  expect(written).toEqual(["checksum", "checksum"]);
});

test("reports suppressed lines before the first line of the next interval", () => {
  const { at, written } = limiter();
  for (const timeMs of [0, 1, 2, 3, 4, 1000]) at(timeMs, "checksum");
  expect(written).toEqual(["checksum", "checksum", "checksum: suppressed 3", "checksum"]);
});

test("reports nothing when it suppresses nothing", () => {
  const { at, written } = limiter();
  for (const timeMs of [0, 1, 1000, 1001]) at(timeMs, "checksum");
  expect(written).toEqual(["checksum", "checksum", "checksum", "checksum"]);
});

test("an interval starts with its first line, however long ago the last was", () => {
  const { at, written } = limiter();
  for (const timeMs of [0, 5500, 5600, 6400, 6500]) at(timeMs, "checksum");
  expect(written).toEqual(["checksum", "checksum", "checksum", "checksum: suppressed 1", "checksum"]);
});

test("counts kinds separately", () => {
  const { at, written } = limiter();
  for (const key of ["a", "a", "a", "b"]) at(0, key);
  expect(written).toEqual(["a", "a", "b"]);
});

test("reset reports suppressed lines, and starts afresh", () => {
  const { at, written, limit } = limiter();
  for (const key of ["a", "a", "a", "a", "b"]) at(0, key);
  const told: string[] = [];
  limit.reset((key, suppressed) => told.push(`${key}: suppressed ${suppressed}`));
  at(1, "a");
  expect(told).toEqual(["a: suppressed 2"]);
  expect(written).toEqual(["a", "a", "b", "a"]);
});

test("remembers 256 kinds, and forgets the oldest with one more", () => {
  const { at, written } = limiter();
  for (const line of [0, 1, 2]) at(line, "oldest");
  for (let kind = 1; kind < 256; kind++) at(3, `kind ${kind}`);
  written.length = 0;
  at(4, "oldest");
  expect(written).toEqual([]);
  at(5, "kind 256");
  at(6, "oldest");
  expect(written).toEqual(["kind 256", "oldest"]);
});
