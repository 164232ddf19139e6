/** The `sensors` section. */
import { describe, expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";

const SENSOR = { number: 1, name: "A", type: "temperature" };

/** Where it is wrong, and what is expected there. */
function problems(...sensors: readonly unknown[]): readonly string[] {
  const issues = configSchema.safeParse({ sensors }).error?.issues ?? [];
  return issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("names stand for codes", () => {
  it.each([
    [{ type: "temperature" }, { type: 0x01 }],
    [{ type: "watchdog2" }, { type: 0x23 }],
    [{ type: "fruState" }, { type: 0x2c }],
    [{ type: 0xc0 }, { type: 0xc0 }],
    [{ readingType: "sensorSpecific" }, { readingType: 0x6f }],
    [{ units: { base: "rpm" } }, { units: { base: 0x12 } }],
    [{ units: { base: "week" } }, { units: { base: 0x1a } }],
    [
      { assertionEvents: ["lowerNonCriticalGoingLow", "upperNonRecoverableGoingHigh", 5] },
      { assertionEvents: [0, 11, 5] },
    ],
  ])("%o", (settings, options) => {
    expect(configSchema.parse({ sensors: [{ ...SENSOR, ...settings }] }).sensors[0]).toMatchObject(options);
  });
});

describe("mistakes", () => {
  it.each([
    [[SENSOR, SENSOR], ["sensors.1.number: a number that no other sensor of the LUN has (0x03 is the watchdog's)"]],
    [[SENSOR, { ...SENSOR, lun: 1 }], []],
    [
      [{ ...SENSOR, number: 3 }],
      ["sensors.0.number: a number that no other sensor of the LUN has (0x03 is the watchdog's)"],
    ],
    [[{ ...SENSOR, states: [1], asserted: [2] }], ["sensors.0.asserted: some of the states it can report"]],
    [
      [{ ...SENSOR, settableThresholds: ["upperCritical"] }],
      ["sensors.0.thresholds: a value for upperCritical, as it is to be read or set"],
    ],
  ])("%o", (sensors, expected) => {
    expect(problems(...sensors)).toEqual(expected);
  });
  it("an unknown name is answered with those there are", () => {
    expect(problems({ ...SENSOR, readingType: "digital" })[0]).toMatch(
      /^sensors\.0\.readingType: a code from 0 to 0x7f, or one of threshold, usage, digitalState, /,
    );
  });
});
