/** Sources of sensors that go by time alone. Values are in the sensor's units, or raw. */
import { z } from "zod";
import { duration } from "../values/duration.ts";
import { quantity } from "../values/quantity.ts";
import { group, integer, lazily, listOf, oneOf } from "../values/values.ts";

export const kind = <const K extends string>(name: K) => z.literal(name).describe(`This kind: ${name}.`);
export const value = (what: string, example: string) => quantity(example).describe(what);

/** A state of the sensor: its offset, or a name that means something for its kind. */
export interface StateWord {
  readonly word: string | number;
}

const stateWord = lazily(() =>
  z
    .union([integer(0, 14), z.string()], "an offset from 0 to 14, or a name such as presence detected")
    .transform((word): StateWord => ({ word })),
);

export const states = (what: string) => listOf(stateWord).describe(what);
export const every = () => duration().prefault("1s").describe("How often it says a new value.");
const phase = () => number(0, 360).default(0).describe("How far into its period it begins, 0 to 360 degrees.");

function number(min: number, max: number) {
  const allowed = `a number from ${min} to ${max}`;
  return z.number(allowed).min(min, allowed).max(max, allowed);
}

const constant = lazily(() =>
  group({ kind: kind("constant"), value: value("The value.", "42.5 C") }).transform(({ kind, ...input }) => ({
    kind,
    input,
  })),
);

const ramp = lazily(() =>
  group({
    kind: kind("ramp"),
    from: value("Where it begins.", "20 C"),
    to: value("Where it ends.", "80 C"),
    over: duration().describe("How long it takes."),
    atEnd: oneOf(["hold", "repeat", "back"])
      .default("hold")
      .describe("hold, repeat (from the beginning) or back (and forth)."),
    every: every(),
  }).transform(({ over, every, ...rest }) => ({ ...rest, overMs: over, everyMs: every })),
);

const sine = lazily(() =>
  group({
    kind: kind("sine"),
    mean: value("The middle.", "50 C"),
    amplitude: value("How far it goes to either side.", "20 C"),
    period: duration().describe("How long it takes to come back."),
    phase: phase(),
    every: every(),
  }).transform(({ period, every, ...rest }) => ({ ...rest, periodMs: period, everyMs: every })),
);

const square = lazily(() =>
  group({
    kind: kind("square"),
    low: value("The lower value.", "11.4 V"),
    high: value("The higher value, which comes first.", "12.6 V"),
    period: duration().describe("How long both take together."),
    duty: number(0, 1).default(0.5).describe("Share of the period that it is high, 0 to 1."),
    phase: phase(),
  }).transform(({ period, ...rest }) => ({ ...rest, periodMs: period })),
);

const randomWalk = lazily(() =>
  group({
    kind: kind("randomWalk"),
    start: value("Where it begins.", "40 C"),
    step: value("The longest step, up or down.", "0.5 C"),
    min: value("It goes no lower.", "35 C"),
    max: value("It goes no higher.", "50 C"),
    every: duration().prefault("1s").describe("How often it steps."),
    seed: integer(0, 0x7fffffff).default(1).describe("The same seed gives the same walk, 0 to 0x7fffffff."),
  }).transform(({ every, ...rest }) => ({ ...rest, everyMs: every })),
);

const step = lazily(() =>
  group({
    at: duration(0).describe("When, from the beginning."),
    value: value("The value from then on.", "80 C").optional(),
    states: states("The states that are asserted from then on.").optional(),
    unavailable: z.literal(true, "true").optional().describe("true: from then on there is no reading."),
  }).transform(({ at, value, states, unavailable }, context) => {
    const inputs = [value && { value }, states && { states }, unavailable && { unavailable }].filter((each) => each);
    const [input] = inputs;
    if (input && inputs.length === 1) return { atMs: at, input };
    context.addIssue({ code: "custom", message: "at, and one of value, states or unavailable" });
    return z.NEVER;
  }),
);

const script = lazily(() =>
  group({
    kind: kind("script"),
    steps: listOf(step)
      .min(1, "at least one step")
      .describe(
        "What is to be seen when: {at: 10s, value: 80 C}, {at: 20s, states: [1]}, {at: 30s, unavailable: true}.",
      ),
    repeat: duration().optional().describe("Begins anew after so long. Left out: the last step stays."),
  })
    .superRefine(({ steps, repeat }, context) => {
      for (const [index, { atMs }] of steps.entries()) {
        if (index === 0 || atMs > (steps[index - 1]?.atMs ?? 0)) continue;
        context.addIssue({
          code: "custom",
          path: ["steps", index, "at"],
          message: "a later time than the step before has",
        });
      }
      if (repeat === undefined || repeat > (steps.at(-1)?.atMs ?? 0)) return;
      context.addIssue({ code: "custom", path: ["repeat"], message: "a longer time than until the last step" });
    })
    .transform(({ repeat, ...rest }) => ({ ...rest, repeatMs: repeat })),
);

export const signals = [constant, ramp, sine, square, randomWalk, script] as const;
