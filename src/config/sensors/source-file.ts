/** The source that is a polled file, with what ipmi_sim's `sensor_add … poll … file` can do: its names are in parentheses. */
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
    path: fileName({ mayBeAbsent: true }).describe("The file."),
    every: duration(10).prefault("1s").describe("How often it is read (ipmi_sim's poll, there in milliseconds)."),
    gives: oneOf(["units", "raw"])
      .default("units")
      .describe(
        "What comes out in the end: a value in units, or the raw reading, as in ipmi_sim. Of a discrete sensor it is the bits of its states.",
      ),
    content: oneOf(["text", "binary"])
      .default("text")
      .describe("text (ipmi_sim's ascii) or binary (its raw): bytes, the lowest first."),
    offset: integer(0, 0x7fffffff).default(0).describe("Where it begins in the file, in bytes (offset=)."),
    length: integer(1, 4).default(1).describe("Bytes of a binary number (length=)."),
    base: z
      .union([z.literal("decimal"), z.literal(0), z.int(BASE).min(2, BASE).max(36, BASE)], BASE)
      .default("decimal")
      .describe(
        "Of a text (base=). decimal: may have a fraction. 0: as in C, 0x1f, 017 or 15, which is ipmi_sim's default. 2 to 36: to that base.",
      ),
    mask: integer(1, 0xffffffff).optional().describe("First only these bits are kept (mask=)."),
    subtract: z.number("a number").default(0).describe("Then this is subtracted (sub=)."),
    multiply: nonZero().default(1).describe("Then it is multiplied by this (mult=)."),
    divide: nonZero().default(1).describe("Then it is divided by this (div=)."),
    dependsOn: group({ ...referenceShape(), state: integer(0, 14).describe("The state.") })
      .optional()
      .describe("There is no reading unless this state of another sensor is asserted (depends=)."),
  }).transform(({ every, ...rest }) => ({ ...rest, everyMs: every })),
);
