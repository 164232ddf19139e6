/** Schema of a sensor (IPMI chapters 35, 36 and §43.1–§43.3). Values are in units: see quantity.ts. */
import { z } from "zod";
import { entity } from "../values/entities.ts";
import { quantity } from "../values/quantity.ts";
import { flag, group, integer, lazily, listOf, oneOf, text } from "../values/values.ts";
import { readingType, sensorType } from "./codes.ts";
import { source } from "./source-shape.ts";
import { thresholdName, thresholds } from "./thresholds.ts";
import { units } from "./units.ts";

const DIRECTIONS = ["unspecified", "input", "output"] as const;
const LINEARIZATIONS = [
  ...(["linear", "ln", "log10", "log2", "exp", "exp10", "exp2", "inverse", "square", "cube"] as const),
  ...(["squareRoot", "cubeRoot", "nonLinear"] as const),
] as const;

/** §36.3: y = L[(Mx + B·10^K1)·10^K2]. */
const m = () =>
  integer(-512, 511).describe("M, -512 to 511. Without M, B, K1 and K2, factors that show the values best are chosen.");
const b = () => integer(-512, 511).describe("B, -512 to 511.");
const bExponent = () => integer(-8, 7).describe("K1, the power of ten of B, -8 to 7.");
const rExponent = () => integer(-8, 7).describe("K2, the power of ten of the result, -8 to 7.");
const precision = () => ({
  tolerance: integer(0, 63).default(0).describe("Tolerance in half raw counts, 0 to 63."),
  accuracy: integer(0, 1023).default(0).describe("Accuracy in 1/100 percent, 0 to 1023."),
  accuracyExponent: integer(0, 3).default(0).describe("Power of ten of the accuracy, 0 to 3."),
});

const hysteresis = lazily(() =>
  group({
    positive: quantity("2 C").prefault("raw 0").describe("Hysteresis of events going high, in units."),
    negative: quantity("2 C").prefault("raw 0").describe("Hysteresis of events going low, in units."),
    access: oneOf(["none", "readable", "settable", "fixed"])
      .optional()
      .describe(
        "none, readable, settable or fixed. Defaults to settable for a sensor with thresholds, otherwise to none.",
      )
      .meta({ examples: ["settable"] }),
  }),
);

const STATE = "an offset from 0 to 14, or a name such as presence detected";
/** Schema of a state. Names are looked up later, when the kind of the sensor is known. */
const state = lazily(() => z.union([integer(0, 14), z.string()], STATE));
const event = lazily(() => z.union([integer(0, 14), z.string()], "an offset from 0 to 14, or a name"));

const share = lazily(() =>
  group({
    count: integer(2, 15)
      .describe("Number of sensors, 2 to 15, with consecutive sensor numbers.")
      .meta({ examples: [4] }),
    modifier: oneOf(["numeric", "alpha"])
      .default("numeric")
      .describe("Suffix that tools add to the name: a number or letters."),
    offset: integer(0, 127).default(0).describe("First suffix: 1 stands for 1 or B."),
    instance: oneOf(["same", "increments"])
      .default("increments")
      .describe("Whether all monitor the same instance of the entity, or each the next one."),
  }).transform(({ instance, ...rest }) => ({ ...rest, instanceIncrements: instance === "increments" })),
);

const value = (description: string, example: number | string) =>
  quantity()
    .optional()
    .describe(description)
    .meta({ examples: [example] });

export const sensorShape = () => ({
  number: integer(0, 0xfe)
    .optional()
    .describe("Sensor number, 0 to 0xfe. Defaults to the lowest from 1 that no other sensor of the LUN has.")
    .meta({ examples: [0x30] }),
  lun: integer(0, 3).default(0).describe("LUN, 0 to 3."),
  name: text("a name of 1 to 16 characters")
    .regex(/^[ -~]{1,16}$/, "a name of 1 to 16 characters")
    .describe("Name of 1 to 16 characters.")
    .meta({ examples: ["CPU Temp"] }),
  type: sensorType
    .describe("Sensor type, §42.2: a name such as temperature, or a code.")
    .meta({ examples: ["temperature"] }),
  readingType: readingType
    .optional()
    .describe("Event/reading type, §42.1. Defaults to sensorSpecific for a sensor with states, otherwise to threshold.")
    .meta({ examples: ["threshold"] }),
  entity: entity
    .prefault("systemBoard 1")
    .describe("Monitored entity: text such as power supply 2, or a mapping of id (§43.14), instance and logical."),
  ignoreIfEntityAbsent: flag().default(true).describe("Whether the sensor has no reading while its entity is absent."),
  recordKind: oneOf(["full", "compact", "eventOnly"])
    .optional()
    .describe("Kind of its SDR. Defaults to full for numeric readings, otherwise to compact.")
    .meta({ examples: ["full"] }),
  share: share.optional().describe("Makes several sensors like this one that share its compact or event-only record."),
  units: units
    .optional()
    .describe(
      "Units of its values: C, V, A, W, rpm, percent or another of §43.17; or a mapping, for example for rates.",
    )
    .meta({ examples: ["C"] }),
  reading: value('Initial reading: 42.5, "42.5 C", or "raw 0x55". Defaults to the nominal reading, or 0.', "42.5 C"),
  thresholds: thresholds.prefault({}).describe("Thresholds of the sensor, in units."),
  hysteresis: hysteresis.prefault({}).describe("Distance that a reading must move back to end an event."),
  range: z
    .tuple([quantity(), quantity()], "a list of the lowest and the highest value, such as [-40, 125]")
    .optional()
    .describe(
      "Lowest and highest value; the factors are chosen for this range. Alternatively, write minimum and maximum.",
    )
    .meta({ examples: [[-40, 125]] }),
  resolution: value(
    "Largest distance between two readings. Defaults to the distance that the values given here need.",
    0.5,
  ),
  nominal: value("Nominal reading.", 40),
  normalMaximum: value("Normal maximum.", 70),
  normalMinimum: value("Normal minimum.", 10),
  maximum: value("Highest reading. Defaults to the highest of the format.", 125),
  minimum: value("Lowest reading. Defaults to the lowest of the format.", 0),
  format: oneOf(["unsigned", "ones", "twos", "none"])
    .optional()
    .describe(
      "Format of raw readings: unsigned, ones' or twos' complement, or none. Defaults to one that fits; none for states.",
    )
    .meta({ examples: ["unsigned"] }),
  linearization: oneOf(LINEARIZATIONS)
    .default("linear")
    .describe(`Linearization L: one of ${LINEARIZATIONS.join(", ")}.`),
  m: m()
    .optional()
    .meta({ examples: [1] }),
  b: b()
    .optional()
    .meta({ examples: [0] }),
  bExponent: bExponent()
    .optional()
    .meta({ examples: [0] }),
  rExponent: rExponent()
    .optional()
    .meta({ examples: [0] }),
  ...precision(),
  direction: oneOf(DIRECTIONS)
    .default("unspecified")
    .describe("Direction: unspecified, input or output.")
    .transform((name) => DIRECTIONS.indexOf(name)),
  factorTable: listOf(
    group({
      reading: integer(0, 0xff)
        .describe("Raw reading.")
        .meta({ examples: [128] }),
      m: m().default(1),
      b: b().default(0),
      bExponent: bExponent().default(0),
      rExponent: rExponent().default(0),
      ...precision(),
    }),
  )
    .default([])
    .describe("Factors of a nonLinear sensor at certain readings. Other readings use those of the nearest."),
  readableThresholds: listOf(thresholdName)
    .optional()
    .describe("Thresholds that can be read. Defaults to all it has.")
    .meta({ examples: [["upperCritical"]] }),
  settableThresholds: listOf(thresholdName)
    .optional()
    .describe("Thresholds that can be set; [] makes all read-only. Defaults to all it has.")
    .meta({ examples: [["upperCritical"]] }),
  comparedThresholds: listOf(thresholdName)
    .optional()
    .describe("Thresholds that Get Sensor Reading compares the reading with. Defaults to all it has.")
    .meta({ examples: [["upperCritical"]] }),
  states: listOf(state)
    .optional()
    .describe("States that a discrete sensor can report: names, or offsets 0 to 14. Defaults to all of its kind.")
    .meta({ examples: [["presence detected", "failure detected"]] }),
  asserted: listOf(state)
    .optional()
    .describe("States that are asserted at the start.")
    .meta({ examples: [["presence detected"]] }),
  assertionEvents: listOf(event)
    .optional()
    .describe(
      "Assertion events: names such as upperCriticalGoingHigh, states, or offsets. Defaults to those usual for the sensor.",
    )
    .meta({ examples: [["upperCriticalGoingHigh"]] }),
  deassertionEvents: listOf(event)
    .optional()
    .describe("Deassertion events, like assertionEvents.")
    .meta({ examples: [["upperCriticalGoingHigh"]] }),
  eventControl: oneOf(["perEvent", "entireSensor", "globalOnly", "none"])
    .default("perEvent")
    .describe("Event enables: perEvent, entireSensor or globalOnly; none for a sensor without events."),
  rearm: oneOf(["auto", "manual"]).default("auto").describe("Re-arm: auto or manual."),
  settable: flag()
    .optional()
    .describe(
      "Whether Set Sensor Reading And Event Status is accepted. Defaults to true, unless a source moves the sensor.",
    )
    .meta({ examples: [true] }),
  typeSettable: flag().default(false).describe("Whether Set Sensor Type is accepted."),
  source: source
    .optional()
    .describe(
      "Source that moves the sensor: docs/sensor-sources.md. Without one, only the guest and operators move it.",
    )
    .meta({ examples: [{ kind: "sine", mean: "50 C", amplitude: "20 C", period: "10min" }] }),
  available: flag().default(true).describe("Whether there is a reading at the start."),
  scanning: flag().default(true).describe("Whether scanning is enabled at power-up."),
  eventMessages: flag().default(true).describe("Whether event messages are enabled at power-up."),
});
