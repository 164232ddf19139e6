/** When a threshold's events come, and when they are over: IPMI §35.13.2, §35.13.3. */
import { describe, expect, it } from "vitest";
import { sensor } from "../../support/machine/sensor.ts";

/** All four events of both directions at one threshold, offsets 06h and 07h. */
const BOTH_WAYS = {
  thresholds: { upperNonCritical: 40 },
  hysteresis: { positive: 2, negative: 2 },
  assertionEvents: ["upperNonCriticalGoingLow", "upperNonCriticalGoingHigh"],
  deassertionEvents: ["upperNonCriticalGoingLow", "upperNonCriticalGoingHigh"],
};

describe("figure 35-1: a threshold of 40 with a hysteresis of 2", () => {
  it.each([
    ["going high is asserted at 40", 39, [40], ["+ 57 28 28"]],
    ["and stays down to 38", 39, [40, 38], ["+ 57 28 28"]],
    ["is over at 37", 39, [40, 38, 37], ["+ 57 28 28", "- 57 25 28"]],
    ["and comes once more at 40", 39, [40, 37, 39, 40], ["+ 57 28 28", "- 57 25 28", "+ 57 28 28"]],
  ])("%s", (_title, reading, readings, expected) => {
    const { sensor: made, events } = sensor({ ...BOTH_WAYS, reading, assertionEvents: [7], deassertionEvents: [7] });
    for (const next of readings) made.setReading(next);
    expect(events()).toEqual(expected);
  });
  it.each([
    ["going low is asserted at 40", [40], ["+ 56 28 28"]],
    ["and stays up to 42", [40, 42], ["+ 56 28 28"]],
    ["is over at 43", [40, 42, 43], ["+ 56 28 28", "- 56 2b 28"]],
  ])("%s", (_title, readings, expected) => {
    const { sensor: made, events } = sensor({
      ...BOTH_WAYS,
      reading: 41,
      assertionEvents: [6],
      deassertionEvents: [6],
    });
    for (const next of readings) made.setReading(next);
    expect(events()).toEqual(expected);
  });
  it("both directions at once, at a reading that meets both", () => {
    const { sensor: made, events } = sensor({ ...BOTH_WAYS, reading: 60 });
    made.setReading(40);
    made.setReading(30);
    made.setReading(50);
    expect(events()).toEqual(["+ 56 28 28", "- 57 1e 28", "- 56 32 28", "+ 57 32 28"]);
  });
});

describe("without hysteresis", () => {
  it("one count makes the difference", () => {
    const { sensor: made, events } = sensor({ thresholds: { lowerCritical: 10 }, reading: 11 });
    for (const reading of [10, 11, 10]) made.setReading(reading);
    expect(events()).toEqual(["+ 52 0a 0a", "- 52 0b 0a", "+ 52 0a 0a"]);
  });
});

const SIX = {
  lowerNonCritical: 30,
  lowerCritical: 20,
  lowerNonRecoverable: 10,
  upperNonCritical: 70,
  upperCritical: 80,
  upperNonRecoverable: 90,
};

describe("six thresholds", () => {
  it("are crossed one by one, lower ones going low, upper ones going high", () => {
    const { sensor: made, events } = sensor({ thresholds: SIX, reading: 50 });
    for (const reading of [70, 80, 90, 50]) made.setReading(reading);
    expect(events()).toEqual(["+ 57 46 46", "+ 59 50 50", "+ 5b 5a 5a", "- 57 32 46", "- 59 32 50", "- 5b 32 5a"]);
    for (const reading of [30, 20, 10, 50]) made.setReading(reading);
    expect(events()).toEqual(["+ 50 1e 1e", "+ 52 14 14", "+ 54 0a 0a", "- 50 32 1e", "- 52 32 14", "- 54 32 0a"]);
  });
  it("are crossed at once by a leap from end to end", () => {
    const { sensor: made, events } = sensor({ thresholds: SIX, reading: 5 });
    made.setReading(95);
    expect(events()).toEqual(["- 50 5f 1e", "- 52 5f 14", "- 54 5f 0a", "+ 57 5f 46", "+ 59 5f 50", "+ 5b 5f 5a"]);
  });
  it("raise nothing twice while the reading moves beyond them", () => {
    const { sensor: made, events } = sensor({ thresholds: SIX, reading: 50 });
    for (const reading of [75, 79, 71, 75]) made.setReading(reading);
    expect(events()).toEqual(["+ 57 4b 46"]);
  });
  it("crossed while the sensor starts raise no event", () => {
    const { sensor: made, events } = sensor({ thresholds: SIX, reading: 95 });
    made.setReading(96);
    made.reset();
    made.setReading(97);
    expect(events()).toEqual([]);
    made.setReading(50);
    expect(events()).toEqual(["- 57 32 46", "- 59 32 50", "- 5b 32 5a"]);
  });
});

describe("formats: thresholds lie in the order of numbers, not of bytes", () => {
  it.each([
    ["unsigned", 0x85, []],
    ["twos", 0x85, ["+ 52 85 fb"]],
    ["ones", 0x85, ["+ 52 85 fb"]],
  ])("%s", (format, reading, expected) => {
    const { sensor: made, events } = sensor({
      format,
      thresholds: format === "unsigned" ? { lowerCritical: 5 } : { lowerCritical: "raw 0xfb", upperCritical: 16 },
      reading: format === "unsigned" ? 16 : 0,
    });
    made.setReading(reading);
    expect(events()).toEqual(expected);
  });
  it.each([
    ["twos", 0xfb, []],
    ["ones", 0xfb, ["+ 52 fb fb"]],
  ])("FFh in %s' complement is -1 or 0, and hysteresis counts from it", (format, threshold, expected) => {
    const { sensor: made, events } = sensor({ format, thresholds: { lowerCritical: `raw ${threshold}` }, reading: 0 });
    made.setReading(format === "twos" ? 0xfc : 0xfb);
    expect(events()).toEqual(expected);
  });
});

describe("manual re-arm, §35.12", () => {
  it("reports an event once, and its end once, until it is re-armed", () => {
    const { sensor: made, events } = sensor({ rearm: "manual", thresholds: { upperCritical: 80 } });
    for (const reading of [80, 0, 80, 0, 80]) made.setReading(reading);
    expect(events()).toEqual(["+ 59 50 50", "- 59 00 50"]);
    made.rearm();
    expect(events()).toEqual(["+ 59 50 50"]);
    made.setReading(0);
    expect(events()).toEqual(["- 59 00 50"]);
  });
  it("re-armed within the hysteresis, the condition does not hold any more", () => {
    const settings = { thresholds: { upperCritical: 80 }, hysteresis: { positive: 5 }, reading: 0 };
    const { sensor: made, events } = sensor(settings);
    made.setReading(80);
    made.setReading(78);
    made.rearm();
    made.setReading(70);
    expect(events()).toEqual(["+ 59 50 50"]);
    made.setReading(80);
    expect(events()).toEqual(["+ 59 50 50"]);
  });
});

describe("a change of settings", () => {
  it("raises an event when a new threshold is crossed", () => {
    const { sensor: made, events } = sensor({ thresholds: { upperCritical: 80 }, reading: 50 });
    made.settings.setThresholds({ upperCritical: 50 });
    made.settings.setThresholds({ upperCritical: 60 });
    expect(events()).toEqual(["+ 59 32 32", "- 59 32 3c"]);
  });
  it("ends an event that the old hysteresis held", () => {
    const settings = { thresholds: { upperCritical: 80 }, hysteresis: { positive: 5 }, reading: 0 };
    const { sensor: made, events } = sensor(settings);
    made.setReading(80);
    made.setReading(77);
    made.settings.setHysteresis({ positive: 0, negative: 0 });
    expect(events()).toEqual(["+ 59 50 50", "- 59 4d 50"]);
  });
});
