/** The `sensors` section: what its words mean, and the messages about wrong ones. */
import { describe, expect, it } from "vitest";
import { defineSensor } from "../../../src/bmc/sensors/options.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";

const SENSOR = { name: "A", type: "temperature", units: "C" };

const parsed = (settings: object) => configSchema.parse({ sensors: [{ ...SENSOR, ...settings }] }).sensors[0];

/** The sensor as the BMC completes it. */
const first = (settings: object) => {
  const options = parsed(settings);
  return options && defineSensor(options);
};

describe("names stand for codes", () => {
  it.each([
    [{ type: "temperature" }, { type: 0x01 }],
    [{ type: "power supply", states: [0] }, { type: 0x08 }],
    [{ type: "watchdog2", states: [0] }, { type: 0x23 }],
    [{ type: "fruState", states: [0] }, { type: 0x2c }],
    [{ type: 0xc0 }, { type: 0xc0 }],
    [{ readingType: "sensorSpecific" }, { readingType: 0x6f }],
    [{ units: "V" }, { units: { base: 0x04, percentage: false } }],
    [{ units: "percent" }, { units: { base: 0x00, percentage: true } }],
    [{ units: { base: "rpm" } }, { units: { base: 0x12 } }],
    [{ units: { base: "week", rate: "hour" } }, { units: { base: 0x1a, rate: "hour" } }],
    [{ entity: "processor 1" }, { entity: { id: 0x03, instance: 1, logical: false } }],
    [{ entity: "power supply 2" }, { entity: { id: 0x0a, instance: 2 } }],
    [{ entity: "fan 0x61" }, { entity: { id: 0x1d, instance: 0x61 } }],
    [{ entity: "0xa0 3" }, { entity: { id: 0xa0, instance: 3 } }],
    [{ entity: "dimm" }, { entity: { id: 0x20, instance: 1 } }],
    [{ entity: { id: "disk", logical: true } }, { entity: { id: 0x04, instance: 1, logical: true } }],
    [
      { assertionEvents: ["lowerNonCriticalGoingLow", "upper non-recoverable going high", 5] },
      { assertionEvents: [0, 11, 5] },
    ],
    [
      { thresholds: { "upper critical": 95 }, settableThresholds: ["upper critical"] },
      { thresholds: { upperCritical: 95 } },
    ],
  ])("%o", (settings, options) => {
    expect(first(settings)).toMatchObject(options);
  });
});

describe("states by name", () => {
  const discrete = (settings: object) => first({ units: undefined, ...settings });
  it.each([
    [
      { type: "powerSupply", states: ["presence detected", "Failure Detected", 9] },
      { readingType: 0x6f, states: [0, 1, 9] },
    ],
    [
      { type: "powerSupply", asserted: ["input lost"] },
      { readingType: 0x6f, states: [0, 1, 2, 3, 4, 5, 6, 7], initial: { states: [3] } },
    ],
    [{ type: "acpiPowerState", asserted: ["S0"] }, { states: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14] }],
    [
      { type: "watchdog2", asserted: ["timer interrupt"] },
      { states: [0, 1, 2, 3, 8], initial: { states: [8] } },
    ],
    [{ type: "fan", readingType: "redundancy", asserted: ["fully redundant"] }, { states: [0, 1, 2, 3, 4, 5, 6, 7] }],
    [
      { type: "driveSlot", states: ["drive presence", "drive fault"], deassertionEvents: ["drive fault"] },
      { deassertionEvents: [1] },
    ],
  ])("%o", (settings, options) => {
    expect(discrete(settings)).toMatchObject(options);
  });
});

describe("values in units", () => {
  it.each([
    [{ reading: 42 }, { initial: { reading: 42 }, factors: { m: 1, b: 0, rExponent: 0 } }],
    [{ reading: "42.5 C" }, { initial: { reading: 85 }, factors: { m: 5, rExponent: -1 } }],
    [{ reading: "raw 0x80", m: 2 }, { initial: { reading: 0x80 } }],
    [{ reading: 10, m: 2 }, { initial: { reading: 5 } }],
    [{ reading: -5 }, { initial: { reading: 0xfb }, format: "twos" }],
    [
      { reading: 40, range: [-40, 125], resolution: 1 },
      { initial: { reading: 40 }, range: { minimum: 0xd8, maximum: 125 } },
    ],
    [{ nominal: 40 }, { initial: { reading: 40 }, range: { nominal: 40 } }],
    [{ reading: 42.5, hysteresis: { positive: "2 C" } }, { hysteresis: { positive: 4, negative: 0 } }],
    [
      { units: "V", reading: "850 mV" },
      { initial: { reading: 170 }, factors: { m: 5, rExponent: -3 } },
    ],
    [{ units: "none", reading: 7 }, { initial: { reading: 7 } }],
    [{ units: "A", linearization: "squareRoot", m: 1, reading: 12 }, { initial: { reading: 144 } }],
    [
      { units: "A", linearization: "square", reading: 2.25 },
      { initial: { reading: 150 }, factors: { m: 1, rExponent: -2 } },
    ],
  ])("%o", (settings, options) => {
    expect(first(settings)).toMatchObject(options);
    expect(parsed(settings)?.warnings).toEqual([]);
  });
});

describe("numbers that are left out", () => {
  it("are the lowest free ones, except the watchdog's", () => {
    const list = [{}, { number: 2 }, {}, {}, { lun: 1 }].map((each) => ({ ...SENSOR, ...each }));
    expect(configSchema.parse({ sensors: list }).sensors.map(({ number }) => number)).toEqual([1, 2, 4, 5, 1]);
  });
});

describe("sensors that share a record", () => {
  it("are listed one by one, with consecutive numbers and instances", () => {
    const share = { count: 3, modifier: "alpha", offset: 25 };
    const shared = { name: "Fan ", type: "fan", readingType: "redundancy", entity: "fan 4", share };
    const { sensors } = configSchema.parse({
      sensors: [{ ...SENSOR, number: 2 }, shared, { ...shared, number: 0xf0 }],
    });
    expect(sensors.map(({ name, number, entity, recordKind }) => [name, number, entity.instance, recordKind])).toEqual([
      ["A", 2, 1, undefined],
      ["Fan ", 4, 4, undefined],
      ["Fan AA", 5, 5, "none"],
      ["Fan AB", 6, 6, "none"],
      ["Fan ", 0xf0, 4, undefined],
      ["Fan AA", 0xf1, 5, "none"],
      ["Fan AB", 0xf2, 6, "none"],
    ]);
  });
});
