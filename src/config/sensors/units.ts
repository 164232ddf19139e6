/** The `units` of a sensor (IPMI §43.1, bytes 21 to 23): short, such as "C", or a full mapping. */
import { z } from "zod";
import { byPlace, codeOrName } from "../values/names.ts";
import { UNIT_NAMES } from "../values/unit-names.ts";
import { parseUnit, unknownUnit } from "../values/units.ts";
import { flag, group, lazily, oneOf } from "../values/values.ts";

const unit = codeOrName("unit", byPlace(UNIT_NAMES.map(([name = ""]) => name)), 0xff);

const mapping = lazily(() =>
  group({
    base: unit.prefault("unspecified").describe("Base unit, §43.17: a name such as degreesC, volts, rpm, or a code."),
    modifier: unit.prefault("unspecified").describe("Modifier unit, a name or a code."),
    modifierOperation: oneOf(["none", "divide", "multiply"])
      .default("none")
      .describe("Relation of base and modifier unit: none, divide or multiply."),
    rate: oneOf(["none", "microsecond", "millisecond", "second", "minute", "hour", "day"])
      .default("none")
      .describe("Rate: none, or per microsecond, millisecond, second, minute, hour or day."),
    percentage: flag().default(false).describe("Whether the value is a percentage."),
  }),
);

const FORMS = "a unit such as C, V, rpm or percent, or a mapping of base, modifier and so on";

export const units = lazily(() =>
  z.union([z.string(), mapping], FORMS).transform((written, context): z.output<typeof mapping> => {
    if (typeof written !== "string") return written;
    const found = parseUnit(written);
    if (found?.scale === 1) {
      const { base, percentage } = found;
      return { base, percentage, modifier: 0, modifierOperation: "none", rate: "none" };
    }
    const message = found
      ? `IPMI has no unit ${written}; expected ${written.slice(1)}, and values may still be in ${written}`
      : unknownUnit(written);
    context.addIssue({ code: "custom", message, params: { sentence: true } });
    return z.NEVER;
  }),
);
