/** One sensor as it is written (IPMI chapters 35, 36 and §43.1–§43.3). Its values are in units: see quantity.ts. */
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
const m = () => integer(-512, 511).describe("M, -512 to 511. Left out, with B, K1 and K2: what shows the values best.");
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
    positive: quantity("2 C").prefault("raw 0").describe("Of thresholds going high, in units."),
    negative: quantity("2 C").prefault("raw 0").describe("Of thresholds going low."),
    access: oneOf(["none", "readable", "settable", "fixed"])
      .optional()
      .describe("none, readable, settable or fixed. Left out: settable where there are thresholds.")
      .meta({ examples: ["settable"] }),
  }),
);

const STATE = "an offset from 0 to 14, or a name such as presence detected";
/** Names are looked up when it is known of what kind the sensor is. */
const state = lazily(() => z.union([integer(0, 14), z.string()], STATE));
const event = lazily(() => z.union([integer(0, 14), z.string()], "an offset from 0 to 14, or a name"));

const share = lazily(() =>
  group({
    count: integer(2, 15)
      .describe("How many sensors, 2 to 15: numbers from this one's on.")
      .meta({ examples: [4] }),
    modifier: oneOf(["numeric", "alpha"])
      .default("numeric")
      .describe("What tools put behind the name: a number or letters."),
    offset: integer(0, 127).default(0).describe("What that begins with: 1 is 1, or B."),
    instance: oneOf(["same", "increments"])
      .default("increments")
      .describe("Whether each monitors the same instance of the entity, or the next."),
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
    .describe("Sensor number, 0 to 0xfe. Left out: the lowest from 1 on that is not given to another of the LUN.")
    .meta({ examples: [0x30] }),
  lun: integer(0, 3).default(0).describe("LUN, 0 to 3."),
  name: text("a name of 1 to 16 characters")
    .regex(/^[ -~]{1,16}$/, "a name of 1 to 16 characters")
    .describe("1 to 16 characters.")
    .meta({ examples: ["CPU Temp"] }),
  type: sensorType
    .describe("Sensor type, §42.2: a name such as temperature, or a code.")
    .meta({ examples: ["temperature"] }),
  readingType: readingType
    .optional()
    .describe("Event/reading type, §42.1. Left out: sensorSpecific where states are given, else threshold.")
    .meta({ examples: ["threshold"] }),
  entity: entity
    .prefault("systemBoard 1")
    .describe("What it monitors: text such as power supply 2, or a mapping of id (§43.14), instance and logical."),
  ignoreIfEntityAbsent: flag().default(true).describe("Whether it has no reading while its entity is not present."),
  recordKind: oneOf(["full", "compact", "eventOnly"])
    .optional()
    .describe("Its SDR. Left out: full for numeric readings, else compact.")
    .meta({ examples: ["full"] }),
  share: share.optional().describe("Several sensors like this one that share its record, compact or event-only."),
  units: units
    .optional()
    .describe("Of its values: C, V, A, W, rpm, percent or another of §43.17; or a mapping, for rates and the like.")
    .meta({ examples: ["C"] }),
  reading: value('The reading at first: 42.5, "42.5 C", or "raw 0x55". Left out: the nominal one, or 0.', "42.5 C"),
  thresholds: thresholds.prefault({}).describe("Those it has, in units."),
  hysteresis: hysteresis.prefault({}).describe("How far back a reading must be for an event to be over."),
  range: z
    .tuple([quantity(), quantity()], "a list of the lowest and the highest value, such as [-40, 125]")
    .optional()
    .describe("The lowest and the highest value, which its factors are found for; or write minimum and maximum.")
    .meta({ examples: [[-40, 125]] }),
  resolution: value("How far apart its readings may be. Left out: what the values given here need.", 0.5),
  nominal: value("Nominal reading.", 40),
  normalMaximum: value("Normal maximum.", 70),
  normalMinimum: value("Normal minimum.", 10),
  maximum: value("Highest reading. Left out: the format's.", 125),
  minimum: value("Lowest reading. Left out: the format's.", 0),
  format: oneOf(["unsigned", "ones", "twos", "none"])
    .optional()
    .describe("Of raw readings: unsigned, ones' or twos' complement, none. Left out: what suits; none without values.")
    .meta({ examples: ["unsigned"] }),
  linearization: oneOf(LINEARIZATIONS)
    .default("linear")
    .describe(`L: one of ${LINEARIZATIONS.join(", ")}.`),
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
    .describe("unspecified, input or output.")
    .transform((name) => DIRECTIONS.indexOf(name)),
  factorTable: listOf(
    group({
      reading: integer(0, 0xff)
        .describe("The raw reading.")
        .meta({ examples: [128] }),
      m: m().default(1),
      b: b().default(0),
      bExponent: bExponent().default(0),
      rExponent: rExponent().default(0),
      ...precision(),
    }),
  )
    .default([])
    .describe("Of a nonLinear sensor: factors at certain readings. Others have the nearest one's."),
  readableThresholds: listOf(thresholdName)
    .optional()
    .describe("Thresholds that can be read. Left out: all it has.")
    .meta({ examples: [["upperCritical"]] }),
  settableThresholds: listOf(thresholdName)
    .optional()
    .describe("Thresholds that can be set; none make them fixed. Left out: all it has.")
    .meta({ examples: [["upperCritical"]] }),
  comparedThresholds: listOf(thresholdName)
    .optional()
    .describe("Thresholds that Get Sensor Reading compares the reading with. Left out: all it has.")
    .meta({ examples: [["upperCritical"]] }),
  states: listOf(state)
    .optional()
    .describe("States that a discrete sensor can report: names, or offsets 0 to 14. Left out: all of its kind.")
    .meta({ examples: [["presence detected", "failure detected"]] }),
  asserted: listOf(state)
    .optional()
    .describe("States that are asserted at first.")
    .meta({ examples: [["presence detected"]] }),
  assertionEvents: listOf(event)
    .optional()
    .describe("Names such as upperCriticalGoingHigh, or states; or offsets. Left out: those usual for it.")
    .meta({ examples: [["upperCriticalGoingHigh"]] }),
  deassertionEvents: listOf(event)
    .optional()
    .describe("As assertionEvents.")
    .meta({ examples: [["upperCriticalGoingHigh"]] }),
  eventControl: oneOf(["perEvent", "entireSensor", "globalOnly", "none"])
    .default("perEvent")
    .describe("What can be disabled: perEvent, entireSensor, globalOnly; none: it has no events."),
  rearm: oneOf(["auto", "manual"]).default("auto").describe("auto or manual."),
  settable: flag()
    .optional()
    .describe("Whether Set Sensor Reading And Event Status is accepted. Left out: yes, unless its source moves it.")
    .meta({ examples: [true] }),
  typeSettable: flag().default(false).describe("Whether Set Sensor Type is accepted."),
  source: source
    .optional()
    .describe("What moves it: docs/sensor-sources.md. Left out: nothing but the guest and operators.")
    .meta({ examples: [{ kind: "sine", mean: "50 C", amplitude: "20 C", period: "10min" }] }),
  available: flag().default(true).describe("Whether there is a reading at first."),
  scanning: flag().default(true).describe("Whether scanning is enabled at power-up."),
  eventMessages: flag().default(true).describe("Whether event messages are enabled at power-up."),
});
