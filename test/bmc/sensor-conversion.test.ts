/** From raw readings to units: IPMI §36.3, §43.1. */
import { describe, expect, it } from "vitest";
import { toCount } from "../../src/bmc/sensors/conversion.ts";
import { sensor } from "../support/sensor.ts";

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
    const { sensor: made } = sensor({ linearization, ...settings, reading });
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
  it("is none where there is no reading", () => {
    expect(sensor({ available: false }).sensor.value).toBeUndefined();
    expect(sensor({ states: [0] }).sensor.value).toBeUndefined();
  });
});
