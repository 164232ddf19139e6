/** Calls about sensors. Readings are in engineering units; a sensor is named by its name, or its number ("0x30"). */
import { z } from "zod";
import { flag, integer, listOf, text } from "../../config/values/values.ts";
import { defineCall } from "../define-call.ts";
import { ofMachine } from "./common.ts";

const sensor = z.object({
  number: z.int(),
  lun: z.int(),
  name: z.string(),
  type: z.string(),
  /** False: reading and states say nothing. */
  available: z.boolean(),
  scanning: z.boolean(),
  /** Of sensors with numeric readings. */
  value: z.number().optional(),
  raw: z.int().optional(),
  unit: z.string().optional(),
  /** What is asserted: states of a discrete sensor, thresholds that are reached. */
  states: z.array(z.object({ offset: z.int(), name: z.string() })),
  /** In units. */
  thresholds: z.record(z.string(), z.number()),
  /** An operator holds it: what it is made from has no say until it is released. */
  held: z.boolean(),
  /** What it follows, in a word: "sine", "file"; absent where nothing moves it. */
  source: z.string().optional(),
});
export type SensorStatus = z.infer<typeof sensor>;

const named = {
  ...ofMachine,
  sensor: z.union([text("a name"), integer(0, 0xff)], "a sensor's name or number"),
};

export const sensorList = defineCall({
  doc: "All sensors with their readings.",
  arguments: z.strictObject({ ...ofMachine, from: integer(0, 0xffff).optional() }),
  result: z.object({
    sensors: z.array(sensor),
    /** `from` of the next page; absent on the last. */
    next: z.int().optional(),
  }),
});

export const sensorGet = defineCall({ doc: "One sensor.", arguments: z.strictObject(named), result: sensor });

export const sensorSet = defineCall({
  doc: "Holds a sensor at a value in units, at states (offsets or names; none: []), or without a reading.",
  arguments: z
    .strictObject({
      ...named,
      value: z.number("a number, in the sensor's units").optional(),
      states: listOf(z.union([integer(0, 14), text("a state")], "an offset from 0 to 14 or a state's name")).optional(),
      available: flag().optional(),
    })
    .refine(
      ({ value, states, available }) => [value, states, available].filter((given) => given !== undefined).length === 1,
      { message: "one of value, states and available" },
    ),
  result: sensor,
});

export const sensorRelease = defineCall({
  doc: "Lets a sensor go back to what it is made from.",
  arguments: z.strictObject(named),
  result: sensor,
});
