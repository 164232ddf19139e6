/** Settings of assertions that count events. */
import { integer, text } from "../values/values.ts";

export const MANY = 1_000_000_000;

export interface Times {
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

export const onMachine = () =>
  text("a machine's name")
    .optional()
    .describe("Only on this machine. Default: any.")
    .meta({ examples: ["vm0"] });

/** `otherwise`: the default of `atLeast`, in words. */
export const times = (otherwise: string) => ({
  atLeast: integer(0, MANY)
    .optional()
    .describe(`Least number. Default: ${otherwise}.`)
    .meta({ examples: [2] }),
  atMost: integer(0, MANY)
    .optional()
    .describe("Greatest number.")
    .meta({ examples: [3] }),
});

/** Whether some number meets both limits; `least` is `atLeast` or its default. */
export const areInOrder = (least: number, { atMost = MANY }: Times) => least <= atMost;
export const NOT_IN_ORDER = { path: ["atMost"], error: "at least as many as atLeast" };
