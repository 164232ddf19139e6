import { describe, expect, test } from "vitest";
import { limitsOf } from "../../../src/lab/own-firmware/campaign.ts";
import { type BootTimes, LATE_MS, outcomeOf } from "../../../src/lab/own-firmware/verdict.ts";

const booted = (guestMs: number): BootTimes => ({
  end: "booted",
  guestMs,
  lastRequestMs: 100,
  cpu: undefined,
  profile: new Map([[1, { wallMs: guestMs, ranMs: guestMs }]]),
});
const faultless = [{ ...booted(100), profile: new Map() }];

test("a boot is late if it waited for more than 2 s, or what the user says", () => {
  expect(outcomeOf(booted(LATE_MS - 1), faultless)).toBe("boots");
  expect(outcomeOf(booted(LATE_MS + 1), faultless)).toBe("boots late");
  expect(outcomeOf(booted(LATE_MS - 1), faultless, 500)).toBe("boots late");
  expect(outcomeOf(booted(9000), faultless, 10_000)).toBe("boots");
});

describe("a boot that did not boot", () => {
  test.each([
    ["quiet", 100, "hangs"],
    ["quiet", undefined, "hangs"],
    ["out of time", undefined, "hangs"],
    ["out of time", 44_999, "hangs"],
    ["out of time", 45_000, "repeats for ever"],
    ["out of time", 59_999, "repeats for ever"],
    ["ended", 59_999, "ends"],
  ] as const)("%s, its last request after %s ms: %s", (end, lastRequestMs, expected) => {
    expect(outcomeOf({ ...booted(60_000), end, lastRequestMs }, faultless)).toBe(expected);
  });
});

test.each([
  { faultlessMs: 100, limitMs: undefined, expected: { limitMs: 180_000, quietMs: 60_000 } },
  { faultlessMs: 30_000, limitMs: undefined, expected: { limitMs: 300_000, quietMs: 120_000 } },
  { faultlessMs: 30_000, limitMs: 10_000, expected: { limitMs: 10_000, quietMs: 10_000 } },
])("the limits after a faultless boot of $faultlessMs ms", ({ faultlessMs, limitMs, expected }) => {
  expect(limitsOf(faultlessMs, limitMs)).toEqual(expected);
});
