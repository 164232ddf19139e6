/** Values of sensors as people write them. */
import { describe, expect, it } from "vitest";
import { quantity } from "../../../src/config/values/quantity.ts";
import { UNIT_NAMES } from "../../../src/config/values/unit-names.ts";
import { parseUnit, unitSymbol } from "../../../src/config/values/units.ts";

const unit = (base: number, scale = 1, percentage = false) => ({ base, percentage, scale });

describe("a quantity", () => {
  it.each([
    [42.5, { kind: "units", value: 42.5 }],
    ["42.5", { kind: "units", value: 42.5 }],
    ["42.5 C", { kind: "units", value: 42.5, unit: unit(1) }],
    ["-5°C", { kind: "units", value: -5, unit: unit(1) }],
    ["1200 rpm", { kind: "units", value: 1200, unit: unit(0x12) }],
    ["1200 RPM", { kind: "units", value: 1200, unit: unit(0x12) }],
    ["3.3V", { kind: "units", value: 3.3, unit: unit(4) }],
    ["850 mV", { kind: "units", value: 0.85, unit: unit(4, 1e-3) }],
    ["1.1 kW", { kind: "units", value: 1100, unit: unit(6, 1e3) }],
    ["5 min", { kind: "units", value: 5, unit: unit(0x17) }],
    ["40 %", { kind: "units", value: 40, unit: unit(0, 1, true) }],
    ["40 percent", { kind: "units", value: 40, unit: unit(0, 1, true) }],
    ["1e3 hours", 'there is no unit "hours"; did you mean hour?'],
    ["raw 0x80", { kind: "raw", raw: 0x80 }],
    ["raw 255", { kind: "raw", raw: 255 }],
  ])("%s", (written, meant) => {
    const { data, error } = quantity().safeParse(written);
    expect(data ?? error?.issues[0]?.message).toEqual(meant);
  });

  it.each(["raw 256", "raw 0x100", "raw", "hot", "1e999", "", "1,200 rpm", "0x80 C", true, null, Number.NaN])(
    "%s is not a quantity",
    (written) => {
      const message = quantity("42.5 C").safeParse(written).error?.issues[0]?.message;
      expect(message).toMatch(/^a number in the sensor's units|^there is no unit/);
    },
  );
});

describe("units of §43.17", () => {
  it("have a symbol", () => {
    for (const base of UNIT_NAMES.keys()) {
      expect(parseUnit(unitSymbol({ base, percentage: false }))).toEqual(unit(base));
    }
  });
  it.each([
    ["degreesC", 0x01],
    ["kPa", 0x0e],
    ["hz", 0x13],
    ["week", 0x1a],
    ["ohm", 0x36],
    ["grams", 0x5c],
  ])("%s is %i", (name, code) => {
    expect(parseUnit(name)?.base).toBe(code);
  });
});
