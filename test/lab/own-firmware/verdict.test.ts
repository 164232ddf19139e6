import { describe, expect, test } from "vitest";
import { limitsOf } from "../../../src/lab/own-firmware/campaign.ts";
import { type BootTimes, extraMs, lateAfterMs, outcomeOf } from "../../../src/lab/own-firmware/verdict.ts";

const booted = (guestMs: number, cpu?: BootTimes["cpu"]): BootTimes => ({
  end: "booted",
  guestMs,
  lastRequestMs: 100,
  cpu,
});

/** A boot of `workMs` of processor time and `waitMs` of polling, on a host that gives it one of `share` processors. */
const polling = (workMs: number, waitMs: number, share: number): BootTimes => {
  const guestMs = workMs * share + waitMs;
  const ranMs = workMs + waitMs / share;
  return booted(guestMs, { ranMs, readyMs: guestMs - ranMs });
};

describe("the extra time of a boot", () => {
  test.each([
    { title: "both on an idle host", work: 9000, loads: [1, 1] },
    { title: "both on a busy host", work: 9000, loads: [4, 4] },
    { title: "the host has become busy", work: 9000, loads: [1, 10] },
    { title: "the host has become idle", work: 9000, loads: [10, 1] },
    { title: "nearly no work", work: 1, loads: [10, 3] },
  ])("is what the firmware waited: $title", ({ work, loads: [before = 1, after = 1] }) => {
    const faultless = polling(work, 0, before);
    for (const waitMs of [0, 4000, 65_000]) {
      expect(extraMs(polling(work, waitMs, after), faultless)).toBeCloseTo(waitMs, 5);
    }
  });

  test("counts waits in which the CPU sleeps", () => {
    const faultless = booted(10_000, { ranMs: 8000, readyMs: 1000 });
    expect(extraMs(booted(13_500, { ranMs: 8000, readyMs: 1500 }), faultless)).toBe(3000);
  });

  test("is the difference of both boots where the host does not tell processor times", () => {
    expect(extraMs(booted(12_000), booted(10_000, { ranMs: 9000, readyMs: 0 }))).toBe(2000);
  });
});

describe("late", () => {
  test.each([
    [500, 2000],
    [10_000, 2000],
    [20_000, 4000],
  ])("is, after a faultless boot of %i ms, more than %i ms", (faultlessMs, limitMs) => {
    const faultless = polling(faultlessMs, 0, 3);
    expect(lateAfterMs(faultless)).toBeCloseTo(limitMs);
    expect(outcomeOf(polling(faultlessMs, limitMs - 1, 1), faultless)).toBe("boots");
    expect(outcomeOf(polling(faultlessMs, limitMs + 1, 1), faultless)).toBe("boots late");
  });

  test("is what the user says", () => {
    expect(outcomeOf(booted(1000), booted(100), 500)).toBe("boots late");
    expect(outcomeOf(booted(9000), booted(100), 10_000)).toBe("boots");
  });
});

describe("a boot that did not boot", () => {
  const outcome = (end: BootTimes["end"], lastRequestMs?: number) =>
    outcomeOf({ end, guestMs: 60_000, lastRequestMs, cpu: undefined }, booted(5000));

  test.each([
    ["quiet", 100, "hangs"],
    ["quiet", undefined, "hangs"],
    ["out of time", undefined, "hangs"],
    ["out of time", 44_999, "hangs"],
    ["out of time", 45_000, "repeats for ever"],
    ["out of time", 59_999, "repeats for ever"],
    ["ended", 59_999, "ends"],
  ] as const)("%s, its last request after %s ms: %s", (end, lastRequestMs, expected) => {
    expect(outcome(end, lastRequestMs)).toBe(expected);
  });
});

test.each([
  { faultlessMs: 100, limitMs: undefined, expected: { limitMs: 180_000, quietMs: 60_000 } },
  { faultlessMs: 30_000, limitMs: undefined, expected: { limitMs: 300_000, quietMs: 120_000 } },
  { faultlessMs: 30_000, limitMs: 10_000, expected: { limitMs: 10_000, quietMs: 10_000 } },
])("the limits after a faultless boot of $faultlessMs ms", ({ faultlessMs, limitMs, expected }) => {
  expect(limitsOf(faultlessMs, limitMs)).toEqual(expected);
});
