/** Defaults that decide a sensor's kind (IPMI §42.1, §43.1). The configuration and the sensor share them. */
import { describe, expect, it } from "vitest";
import { resolveKind } from "../../../src/bmc/sensors/resolve-kind.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { sensor } from "../../support/machine/sensor.ts";

const THRESHOLD = { readingType: 0x01, isThreshold: true, isNumeric: true, format: "unsigned", recordKind: "full" };
const DISCRETE = { readingType: 0x6f, isThreshold: false, isNumeric: false, format: "none", recordKind: "compact" };

describe("the kind of a sensor", () => {
  it.each([
    ["threshold without states", {}, THRESHOLD],
    ["threshold with two empty lists of states", { states: [], asserted: [] }, THRESHOLD],
    ["discrete with states", { states: [0] }, DISCRETE],
    ["discrete with states that have names", { states: ["presence detected"] }, DISCRETE],
    ["discrete with a state that is asserted at first, and no list of states", { asserted: [3] }, DISCRETE],
    ["as written, with any states", { readingType: 0x01, states: [0] }, THRESHOLD],
    [
      "threshold without a reading",
      { format: "none" },
      { ...THRESHOLD, ...{ isNumeric: false, format: "none" }, recordKind: "compact" },
    ],
    [
      "discrete with a reading",
      { states: [0], format: "twos" },
      { ...DISCRETE, ...{ isNumeric: true, format: "twos" }, recordKind: "full" },
    ],
    ["with the record that is written", { recordKind: "eventOnly" }, { ...THRESHOLD, recordKind: "eventOnly" }],
  ] as const)("is %s", (_, written, kind) => {
    expect(resolveKind(written)).toEqual(kind);
  });
});

describe("a sensor of a configuration", () => {
  const definition = (settings: object) => sensor({ ...settings }).sensor.definition;

  it("is sensor-specific with all states of its type if only asserted is given", () => {
    const { readingType, states, initial } = definition({ type: "powerSupply", asserted: ["input lost"] });
    expect({ readingType, states, asserted: initial.states }).toEqual({
      readingType: 0x6f,
      states: [0, 1, 2, 3, 4, 5, 6, 7],
      asserted: [3],
    });
  });
  it("has two's complement where a value is negative, although unsigned is the default", () => {
    expect(definition({ thresholds: { lowerCritical: -5 } }).format).toBe("twos");
    expect(definition({ thresholds: { lowerCritical: 5 } }).format).toBe("unsigned");
  });
  it("has a compact record where its thresholds have no reading, and a full one where its states have", () => {
    expect(definition({ format: "none" })).toMatchObject({ isThreshold: true, recordKind: "compact" });
    expect(definition({ states: [0], format: "unsigned" })).toMatchObject({ isThreshold: false, recordKind: "full" });
  });
});

describe("a shared record", () => {
  const shared = (settings: object) =>
    configSchema.safeParse({ sensors: [{ name: "A", type: "otherUnits", share: { count: 2 }, ...settings }] });

  it.each([
    ["a sensor with states", { states: [0] }, true],
    ["a threshold sensor without a reading", { format: "none" }, true],
    ["a threshold sensor with a compact record", { recordKind: "compact" }, true],
    ["a threshold sensor, whose record is full", {}, false],
    ["states with a reading, whose record is full", { states: [0], format: "unsigned" }, false],
    ["a full record that is written", { states: [0], recordKind: "full" }, false],
  ])("%s", (_, settings, isGood) => {
    const { success, error } = shared(settings);
    expect([success, error?.issues.map(({ path }) => path.join("."))]).toEqual([
      isGood,
      isGood ? undefined : ["sensors.0.share"],
    ]);
  });
});
