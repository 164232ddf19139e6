/** The file source, with the options of ipmi_sim's `sensor_add … poll … file`, whose names are in parentheses. */
import { z } from "zod";
import { duration } from "../values/duration.ts";
import { fileName, group, integer, lazily, oneOf } from "../values/values.ts";
import { referenceShape } from "./reference.ts";
import { kind } from "./source-signals.ts";

const nonZero = () => z.number("a number").refine((factor) => factor !== 0, "a number other than 0");

const BASE = "decimal, 0 or a whole number from 2 to 36";

export const file = lazily(() =>
  group({
    kind: kind("file"),
    path: fileName({ mayBeAbsent: true }).describe("Name of the file."),
    every: duration(10).prefault("1s").describe("Interval between reads (poll in ipmi_sim, there in milliseconds)."),
    gives: oneOf(["units", "raw"])
      .default("units")
      .describe(
        "Meaning of the result: units, or raw as in ipmi_sim. For a discrete sensor it is a bit mask of states.",
      ),
    content: oneOf(["text", "binary"])
      .default("text")
      .describe("text (ascii in ipmi_sim), or binary (raw in ipmi_sim), with the lowest byte first."),
    offset: integer(0, 0x7fffffff).default(0).describe("Offset of the number in the file, in bytes (offset=)."),
    length: integer(1, 4).default(1).describe("Length of a binary number, in bytes (length=)."),
    base: z
      .union([z.literal("decimal"), z.literal(0), z.int(BASE).min(2, BASE).max(36, BASE)], BASE)
      .default("decimal")
      .describe(
        "Base of a text (base=): decimal (fractions allowed), 2 to 36, or 0 as in C (0x1f, 017, 15), ipmi_sim's default.",
      ),
    mask: integer(1, 0xffffffff).optional().describe("Mask, applied first (mask=)."),
    subtract: z.number("a number").default(0).describe("Number to subtract then (sub=)."),
    multiply: nonZero().default(1).describe("Factor to multiply by then (mult=)."),
    divide: nonZero().default(1).describe("Number to divide by at the end (div=)."),
    dependsOn: group({ ...referenceShape(), state: integer(0, 14).describe("Offset of the state, 0 to 14.") })
      .optional()
      .describe("State of another sensor without which there is no reading (depends=)."),
  }).transform(({ every, ...rest }) => ({ ...rest, everyMs: every })),
);
