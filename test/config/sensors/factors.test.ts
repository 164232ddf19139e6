/** Conversion factors chosen for values: IPMI §36.3. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readingFactors } from "../../../src/bmc/records/reading-factors.ts";
import { toRaw, toUnits } from "../../../src/bmc/sensors/conversion.ts";
import { decode, encode } from "../../../src/codec/layout.ts";
import { chooseFactors, type Wanted } from "../../../src/config/sensors/factors.ts";

const REST = { tolerance: 0, accuracy: 0, accuracyExponent: 0, direction: 0 };

/** The chosen factors as decoded from a record, the lowest and highest value they can show, and each value as shown. */
function chosen(wanted: Partial<Wanted>) {
  const { format, ...factors } = chooseFactors({ values: [], differences: [], ...wanted });
  const stored = decode(readingFactors, encode(readingFactors, { ...factors, ...REST }));
  const units = (raw: number) => Number(toUnits(raw, format, stored, "linear").toPrecision(9));
  const ends = format === "unsigned" ? [units(0x00), units(0xff)] : [units(0x80), units(0x7f)];
  const shown = wanted.values?.map((value) => units(toRaw(value, format, stored, "linear")));
  return { format, m: stored.m, ends, shown };
}

it("takes more values than a function takes arguments", () => {
  const reach = Array.from({ length: 200_000 }, (_, n) => n % 200);
  expect(chosen({ reach })).toMatchObject({ format: "unsigned", m: 1, ends: [0, 255] });
});

describe("shows values exactly", () => {
  it.each<[string, Partial<Wanted>, object]>([
    ["whole numbers as raw", { values: [42, 85, 95] }, { format: "unsigned", m: 1, ends: [0, 255] }],
    ["nothing", {}, { format: "unsigned", m: 1, ends: [0, 255] }],
    ["whole numbers below 0 too", { values: [-5, 42, 95] }, { format: "twos", m: 1, ends: [-128, 127] }],
    ["half degrees", { values: [42.5, 85, 95] }, { format: "unsigned", ends: [0, 127.5] }],
    ["half degrees below 0 too", { values: [-5, 42.5, 95] }, { format: "unsigned", ends: [-20, 107.5] }],
    ["12 V", { values: [12.1, 10.8, 13.2] }, { format: "unsigned", ends: [0, 25.5] }],
    ["3.3 V, 5 % either way", { values: [3.3, 3.135, 3.465] }, { format: "unsigned", ends: [0, 3.825] }],
    ["-12 V", { values: [-12, -11.4, -12.6] }, { format: "twos", ends: [-25.6, 25.4] }],
    ["a fan", { values: [4200, 500, 700] }, { format: "unsigned", ends: [0, 5100] }],
    ["watts", { values: [750, 1100] }, { format: "unsigned", ends: [0, 1275] }],
    [
      "values that are far apart, on a scale that starts elsewhere",
      { values: [20.5, 300.5] },
      { format: "unsigned", ends: [-49.5, 460.5] },
    ],
    ["with its hysteresis", { values: [40, 85], differences: [0.5] }, { format: "unsigned", ends: [0, 127.5] }],
    ["over a range", { values: [12.1], range: [0, 15.3] }, { format: "unsigned", ends: [0, 25.5] }],
    ["with a resolution", { values: [12.06], range: [0, 15.3], resolution: 0.06 }, { m: 6, ends: [0, 15.3] }],
    ["with a resolution below 0", { values: [-10, 100], resolution: 0.5 }, { format: "unsigned", ends: [-20, 107.5] }],
    ["in a given format", { values: [-5.5, 30], format: "twos" }, { format: "twos", ends: [-64, 63.5] }],
    ["microamperes", { values: [0.0000123] }, { format: "unsigned", ends: [0, 0.0000255] }],
  ])("%s", (_title, wanted, expected) => {
    const found = chosen(wanted);
    expect(found).toMatchObject(expected);
    expect(found.shown ?? []).toEqual(wanted.values ?? []);
  });
});

describe("chooses a scale where none has all values", () => {
  it.each<[string, Partial<Wanted>, number[], number[]]>([
    ["the values are covered", { values: [0.5, 200] }, [0, 221.85], [0.87, 200.1]],
    ["the range is covered", { values: [42.3, 50.117], range: [-41, 125.7] }, [-41, 127.3], [42.16, 50.08]],
    [
      "a resolution that is too fine is not had",
      { values: [50], range: [0, 100], resolution: 0.1 },
      [0, 100.215],
      [49.911],
    ],
    ["a value that no factors reach is not shown", { values: [1e15] }, [0, 1303050000000], [1303050000000]],
  ])("%s", (_title, wanted, ends, shown) => {
    expect(chosen(wanted)).toMatchObject({ ends, shown });
  });

  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  it("shows each value within half a step, over the whole range", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 8 }), (values) => {
        const range: [number, number] = [Math.min(...values, -1), Math.max(...values, 1)];
        const { ends, shown = [] } = chosen({ values, range });
        const [low = 0, high = 0] = ends;
        const step = (high - low) / 255;
        expect(low).toBeLessThanOrEqual(range[0] + step / 100);
        expect(high).toBeGreaterThanOrEqual(range[1] - step / 100);
        for (const [index, each] of shown.entries()) {
          expect(Math.abs(each - (values[index] ?? 0))).toBeLessThanOrEqual((step / 2) * 1.001);
        }
      }),
    );
  });
});
