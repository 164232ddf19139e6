/** Calls about sensors. Readings are in engineering units. A sensor is given by its name or its number ("0x30"). */
import { z } from "zod";
import { flag, integer, listOf, text } from "../../config/values/values.ts";
import { defineCall } from "../define-call.ts";
import { epochMs, ofMachine } from "./common.ts";

const sensor = z.object({
  number: z.int(),
  lun: z.int(),
  name: z.string(),
  type: z.string(),
  /** If false, value and states are meaningless. */
  available: z.boolean(),
  scanning: z.boolean(),
  /** Only a sensor with a numeric reading has value, raw and unit. */
  value: z.number().optional(),
  raw: z.int().optional(),
  unit: z.string().optional(),
  /** Asserted states of a discrete sensor, or thresholds that the reading has reached. */
  states: z.array(z.object({ offset: z.int(), name: z.string() })),
  /** Values in units. */
  thresholds: z.record(z.string(), z.number()),
  /** Whether an operator holds it. Its source has no effect until it is released. */
  held: z.boolean(),
  /** Kind of its source, such as "sine" or "file"; absent without a source. */
  source: z.string().optional(),
});
export type SensorStatus = z.infer<typeof sensor>;

const named = {
  ...ofMachine,
  sensor: z.union([text("a name"), integer(0, 0xff)], "a sensor's name or number"),
};

const sensorList = defineCall({
  route: "GET /machines/{machine}/sensors",
  doc: "Lists all sensors with their readings.",
  arguments: z.strictObject({ ...ofMachine, from: integer(0, 0xffff).optional() }),
  result: z.object({
    sensors: z.array(sensor),
    /** `from` of the next page; absent on the last page. */
    next: z.int().optional(),
  }),
});

const sensorGet = defineCall({
  route: "GET /machines/{machine}/sensors/{sensor}",
  doc: "Shows one sensor.",
  arguments: z.strictObject(named),
  result: sensor,
});

const reading = z.object({
  epochMs,
  /** Absent while the sensor had no reading, as the next two. */
  value: z.number().optional(),
  lowest: z.number().optional(),
  highest: z.number().optional(),
});

const sensorHistory = defineCall({
  route: "GET /machines/{machine}/sensors/{sensor}/history",
  doc:
    "Shows the latest 64 readings of a sensor with a numeric reading, the oldest first; the daemon keeps them until it ends. " +
    "Each lasts from its time to that of the next one. Changes within 15 s are one reading: the last value, with the lowest " +
    "and the highest. now is the daemon's time.",
  arguments: z.strictObject(named),
  result: z.object({ now: epochMs, unit: z.string(), readings: z.array(reading) }),
});

const VALUE = 'a number in the sensor\'s unit, or text such as "97 C" or "raw 0x80"';

const sensorSet = defineCall({
  route: "PUT /machines/{machine}/sensors/{sensor}",
  doc:
    'Holds a sensor at a value (a number in its unit, or text: "97", "97 C", "raw 0x80"), at states (offsets or names; ' +
    '[] for none), or without a reading; words are the arguments of the command "sensor set", such as ["97", "C"].',
  arguments: z
    .strictObject({
      ...named,
      value: z.union([z.number(VALUE), text(VALUE)], VALUE).optional(),
      states: listOf(z.union([integer(0, 14), text("a state")], "an offset from 0 to 14 or a state's name")).optional(),
      available: flag().optional(),
      words: listOf(text("a word")).min(1, "a word or more").optional(),
    })
    .refine(
      ({ value, states, available, words }) =>
        [value, states, available, words].filter((given) => given !== undefined).length === 1,
      { message: "one of value, states, available and words" },
    ),
  result: sensor,
});

const sensorRelease = defineCall({
  route: "POST /machines/{machine}/sensors/{sensor}/release",
  doc: "Releases a sensor that is held: it shows its source again, or what it showed before.",
  arguments: z.strictObject(named),
  result: sensor,
});

export const sensorCalls = {
  "sensor.list": sensorList,
  "sensor.get": sensorGet,
  "sensor.history": sensorHistory,
  "sensor.set": sensorSet,
  "sensor.release": sensorRelease,
};
