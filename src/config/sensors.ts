/** The `sensors` section (IPMI chapters 35, 36 and §43.1–§43.3). Readings are raw: bytes in the sensor's format. */
import type { z } from "zod";
import { eventOffset, readingType, sensorType, THRESHOLDS, unit } from "./sensor-codes.ts";
import { flag, group, integer, listOf, oneOf, text } from "./values.ts";

const raw = () => integer(0, 0xff);
const offset = () => integer(0, 14);

/** §36.3: y = L[(Mx + B·10^K1)·10^K2]. */
const factorsShape = {
  m: integer(-512, 511).default(1).describe("M, -512 to 511."),
  b: integer(-512, 511).default(0).describe("B, -512 to 511."),
  bExponent: integer(-8, 7).default(0).describe("K1, the power of ten of B, -8 to 7."),
  rExponent: integer(-8, 7).default(0).describe("K2, the power of ten of the result, -8 to 7."),
  tolerance: integer(0, 63).default(0).describe("Tolerance in half raw counts, 0 to 63."),
  accuracy: integer(0, 1023).default(0).describe("Accuracy in 1/100 percent, 0 to 1023."),
  accuracyExponent: integer(0, 3).default(0).describe("Power of ten of the accuracy, 0 to 3."),
};

const DIRECTIONS = ["unspecified", "input", "output"] as const;
const LINEARIZATIONS = [
  ...(["linear", "ln", "log10", "log2", "exp", "exp10", "exp2", "inverse", "square", "cube"] as const),
  ...(["squareRoot", "cubeRoot", "nonLinear"] as const),
] as const;

const entity = group({
  id: integer(0, 0xff).default(0x07).describe("Entity ID, §43.14, 0 to 0xff; 0x07 is the system board."),
  instance: integer(0, 0x7f)
    .default(1)
    .describe("Entity instance, 0 to 0x7f; from 0x60 on relative to the controller."),
  logical: flag().default(false).describe("Whether it is a logical container of entities."),
});

const units = group({
  base: unit.prefault("unspecified").describe("Base unit, §43.17: a name such as degreesC, volts, rpm, or a code."),
  modifier: unit.prefault("unspecified").describe("Modifier unit: a name or a code."),
  modifierOperation: oneOf(["none", "divide", "multiply"]).default("none").describe("none, divide or multiply."),
  rate: oneOf(["none", "microsecond", "millisecond", "second", "minute", "hour", "day"])
    .default("none")
    .describe("Rate: per microsecond, millisecond, second, minute, hour or day."),
  percentage: flag().default(false).describe("Whether it is a percentage."),
});

const thresholds = group({
  lowerNonCritical: raw()
    .optional()
    .describe("Lower non-critical, raw.")
    .meta({ examples: [10] }),
  lowerCritical: raw()
    .optional()
    .describe("Lower critical, raw.")
    .meta({ examples: [5] }),
  lowerNonRecoverable: raw()
    .optional()
    .describe("Lower non-recoverable, raw.")
    .meta({ examples: [0] }),
  upperNonCritical: raw()
    .optional()
    .describe("Upper non-critical, raw.")
    .meta({ examples: [80] }),
  upperCritical: raw()
    .optional()
    .describe("Upper critical, raw.")
    .meta({ examples: [90] }),
  upperNonRecoverable: raw()
    .optional()
    .describe("Upper non-recoverable, raw.")
    .meta({ examples: [100] }),
});

const hysteresis = group({
  positive: raw().default(0).describe("Raw counts for thresholds going high."),
  negative: raw().default(0).describe("Raw counts for thresholds going low."),
  access: oneOf(["none", "readable", "settable", "fixed"])
    .optional()
    .describe("none, readable, settable or fixed. Left out: settable where there are thresholds.")
    .meta({ examples: ["settable"] }),
});

const sensorShape = {
  number: integer(0, 0xfe)
    .describe("Sensor number, 0 to 0xfe.")
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
  entity: entity.prefault({}).describe("What it monitors."),
  ignoreIfEntityAbsent: flag().default(true).describe("Whether it has no reading while its entity is not present."),
  recordKind: oneOf(["full", "compact", "eventOnly"])
    .optional()
    .describe("Its SDR. Left out: full for numeric readings, else compact.")
    .meta({ examples: ["full"] }),
  format: oneOf(["unsigned", "ones", "twos", "none"])
    .optional()
    .describe("Of readings: unsigned, ones' or twos' complement, none. Left out: unsigned for thresholds, else none.")
    .meta({ examples: ["unsigned"] }),
  units: units.prefault({}).describe("Units of readings."),
  linearization: oneOf(LINEARIZATIONS)
    .default("linear")
    .describe(`L: one of ${LINEARIZATIONS.join(", ")}.`),
  ...factorsShape,
  direction: oneOf(DIRECTIONS).default("unspecified").describe("unspecified, input or output."),
  factorTable: listOf(
    group({
      reading: raw()
        .describe("The raw reading.")
        .meta({ examples: [128] }),
      ...factorsShape,
    }),
  )
    .default([])
    .describe("Of a nonLinear sensor: factors at certain readings. Others have the nearest one's."),
  nominal: raw()
    .optional()
    .describe("Nominal reading.")
    .meta({ examples: [40] }),
  normalMaximum: raw()
    .optional()
    .describe("Normal maximum.")
    .meta({ examples: [70] }),
  normalMinimum: raw()
    .optional()
    .describe("Normal minimum.")
    .meta({ examples: [10] }),
  maximum: raw()
    .optional()
    .describe("Highest reading. Left out: the format's.")
    .meta({ examples: [0xff] }),
  minimum: raw()
    .optional()
    .describe("Lowest reading. Left out: the format's.")
    .meta({ examples: [0] }),
  thresholds: thresholds.default({}).describe("Those it has."),
  readableThresholds: listOf(oneOf(THRESHOLDS))
    .optional()
    .describe("Thresholds that can be read. Left out: all it has.")
    .meta({ examples: [["upperCritical"]] }),
  settableThresholds: listOf(oneOf(THRESHOLDS))
    .optional()
    .describe("Thresholds that can be set; none make them fixed. Left out: all it has.")
    .meta({ examples: [["upperCritical"]] }),
  hysteresis: hysteresis.prefault({}).describe("How far back a reading must be for an event to be over."),
  states: listOf(offset()).default([]).describe("States that a discrete sensor can report: offsets, 0 to 14."),
  assertionEvents: listOf(eventOffset)
    .optional()
    .describe("Offsets, or names such as upperCriticalGoingHigh. Left out: those usual for its thresholds, or states.")
    .meta({ examples: [["upperCriticalGoingHigh"]] }),
  deassertionEvents: listOf(eventOffset)
    .optional()
    .describe("As assertionEvents.")
    .meta({ examples: [["upperCriticalGoingHigh"]] }),
  eventControl: oneOf(["perEvent", "entireSensor", "globalOnly", "none"])
    .default("perEvent")
    .describe("What can be disabled: perEvent, entireSensor, globalOnly; none: it has no events."),
  rearm: oneOf(["auto", "manual"]).default("auto").describe("auto or manual."),
  settable: flag().default(true).describe("Whether Set Sensor Reading And Event Status is accepted."),
  typeSettable: flag().default(false).describe("Whether Set Sensor Type is accepted."),
  reading: raw().default(0).describe("The reading at first, raw."),
  asserted: listOf(offset()).default([]).describe("States that are asserted at first."),
  available: flag().default(true).describe("Whether there is a reading at first."),
  scanning: flag().default(true).describe("Whether scanning is enabled at power-up."),
  eventMessages: flag().default(true).describe("Whether event messages are enabled at power-up."),
};

const sensor = group(sensorShape).superRefine(
  ({ thresholds, readableThresholds = [], settableThresholds = [], states, asserted }, context) => {
    const missing = [...readableThresholds, ...settableThresholds].find((name) => thresholds[name] === undefined);
    if (missing) {
      context.addIssue({
        code: "custom",
        path: ["thresholds"],
        message: `a value for ${missing}, as it is to be read or set`,
      });
    }
    if (!asserted.every((state) => states.includes(state))) {
      context.addIssue({ code: "custom", path: ["asserted"], message: "some of the states it can report" });
    }
  },
);

/** The watchdog timer's sensor, which is always there. */
const WATCHDOG = 0x03;

export const sensors = listOf(sensor)
  .default([])
  .superRefine((list, context) => {
    for (const [index, { number, lun }] of list.entries()) {
      const first = list.findIndex((other) => other.number === number && other.lun === lun);
      if (first === index && !(number === WATCHDOG && lun === 0)) continue;
      const message = "a number that no other sensor of the LUN has (0x03 is the watchdog's)";
      context.addIssue({ code: "custom", path: [index, "number"], message });
    }
  })
  .transform((list) => list.map(sensorOptions));

function sensorOptions(settings: z.output<typeof sensor>) {
  const { nominal, normalMaximum, normalMinimum, maximum, minimum, ...rest } = settings;
  const { reading, asserted, available, scanning, eventMessages } = settings;
  const { m, b, bExponent, rExponent, tolerance, accuracy, accuracyExponent } = settings;
  const direction = DIRECTIONS.indexOf(settings.direction);
  return {
    ...rest,
    range: { nominal, normalMaximum, normalMinimum, maximum, minimum },
    factors: { m, b, bExponent, rExponent, tolerance, accuracy, accuracyExponent, direction },
    factorTable: settings.factorTable.map((factors) => ({ ...factors, direction })),
    initial: { reading, states: asserted, available, scanning, eventMessages },
  };
}
