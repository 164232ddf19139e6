/** From raw readings to units and back: IPMI §36.3, §43.1. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readingFactors } from "../../../src/bmc/records/reading-factors.ts";
import { Linearization, NumericFormat, toCount, toRaw, toUnits } from "../../../src/bmc/sensors/conversion.ts";
import { decode } from "../../../src/codec/layout.ts";
import { sensor } from "../../support/machine/sensor.ts";

const FACTORS = { ...decode(readingFactors, new Uint8Array(6)), m: 1 };

describe("the numeric formats of §43.1, byte 21", () => {
  it.each([
    ["unsigned", 0x00, 0],
    ["unsigned", 0xff, 255],
    ["ones", 0x7f, 127],
    ["ones", 0x80, -127],
    ["ones", 0xfe, -1],
    ["ones", 0xff, 0],
    ["twos", 0x7f, 127],
    ["twos", 0x80, -128],
    ["twos", 0xff, -1],
  ] as const)("%s: %i is %i", (format, raw, count) => {
    expect(toCount(raw, format)).toBe(count);
  });
});

describe("y = L[(Mx + B·10^K1)·10^K2], §36.3", () => {
  it.each([
    ["linear", {}, 7, 7],
    ["linear", { m: -5, b: 3, bExponent: 2, rExponent: -1 }, 10, 25],
    ["linear", { format: "twos", m: 2 }, 0xfb, -10],
    ["linear", { format: "ones", m: 2 }, 0xfb, -8],
    ["ln", {}, 10, Math.LN10],
    ["log10", {}, 100, 2],
    ["log2", {}, 32, 5],
    ["exp", { rExponent: -1 }, 10, Math.E],
    ["exp10", {}, 3, 1000],
    ["exp2", {}, 10, 1024],
    ["inverse", { m: 2 }, 5, 0.1],
    ["square", {}, 12, 144],
    ["cube", { format: "twos" }, 0xfd, -27],
    ["squareRoot", {}, 144, 12],
    ["cubeRoot", { format: "twos" }, 0xe5, -3],
  ])("%s %o: %i is %f", (linearization, settings, reading, value) => {
    const { sensor: made } = sensor({ linearization, ...settings, reading: `raw ${reading}` });
    expect(made.value).toBeCloseTo(value, 5);
  });
  it("takes the factors of the reading where these vary", () => {
    const factorTable = [
      { reading: 0, m: 1 },
      { reading: 100, m: 3 },
    ];
    const { sensor: made } = sensor({ linearization: "nonLinear", factorTable, reading: 20 });
    expect(made.value).toBe(20);
    made.setReading(90);
    expect(made.value).toBe(270);
  });
  it("is undefined without a reading", () => {
    expect(sensor({ available: false }).sensor.value).toBeUndefined();
    expect(sensor({ states: [0] }).sensor.value).toBeUndefined();
  });
});

const byte = fc.integer({ min: 0, max: 0xff });
const exponent = fc.integer({ min: -8, max: 7 });
const tenBits = fc.integer({ min: -512, max: 511 });
const formats = Object.keys(NumericFormat) as NumericFormat[];
const functions = Object.keys(Linearization) as Linearization[];

describe("from units to the nearest raw reading", () => {
  it.each(functions)("%s: no reading is nearer", (linearization) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...formats),
        fc.tuple(tenBits, tenBits),
        exponent,
        exponent,
        byte,
        byte,
        (format, [m, b], rExponent, bExponent, wanted, other) => {
          const factors = { ...FACTORS, m, b, rExponent, bExponent };
          const units = (raw: number) => toUnits(raw, format, factors, linearization);
          const value = units(wanted);
          if (!Number.isFinite(value)) return;
          expect(units(toRaw(value, format, factors, linearization))).toBe(value);
          const between = value + (units(other) - value) / 3;
          if (!Number.isFinite(between)) return;
          const chosen = units(toRaw(between, format, factors, linearization));
          expect(Math.abs(chosen - between)).toBeLessThanOrEqual(Math.abs(value - between));
        },
      ),
    );
  });
  it.each([
    ["unsigned", 300, 0xff],
    ["unsigned", -1, 0x00],
    ["twos", 300, 0x7f],
    ["twos", -300, 0x80],
    ["ones", -300, 0x80],
    ["ones", 0, 0x00],
    ["unsigned", 42.4, 42],
    ["unsigned", 42.6, 43],
    ["twos", -42.6, 0xd5],
  ] as const)("%s: %f is %i, or the nearest end of the scale", (format, value, raw) => {
    expect(toRaw(value, format, FACTORS, "linear")).toBe(raw);
  });
  it.each([Number.NaN, Number.POSITIVE_INFINITY])("%f has no reading", (value) => {
    expect(() => toRaw(value, "unsigned", FACTORS, "linear")).toThrow(RangeError);
  });
});

describe("a value set in units", () => {
  it("gives the nearest reading, and sends its events", () => {
    const settings = { m: 6, rExponent: -2, thresholds: { upperCritical: 12.6 }, reading: 12 };
    const { sensor: made, events } = sensor(settings);
    made.setValue(12.65);
    expect(made.reading).toBe(211);
    expect(events()).toEqual(["+ 59 d3 d2"]);
  });
  it("uses the factors of each reading where these vary", () => {
    const factorTable = [
      { reading: 0, m: 1 },
      { reading: 100, m: 3 },
    ];
    const { sensor: made } = sensor({ linearization: "nonLinear", factorTable });
    made.setValue(271);
    expect(made.reading).toBe(90);
  });
  it("is refused for a sensor without numeric readings", () => {
    expect(() => sensor({ states: [0] }).sensor.setValue(1)).toThrow("numeric readings");
  });
});
