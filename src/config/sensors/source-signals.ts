/** Sources that depend only on time. Values are in the sensor's units, or raw. */
import { z } from "zod";
import { duration } from "../values/duration.ts";
import { quantity } from "../values/quantity.ts";
import { group, integer, lazily, listOf, oneOf } from "../values/values.ts";

export const kind = <const K extends string>(name: K) => z.literal(name).describe(`Kind of source: ${name}.`);
export const value = (what: string, example: string) => quantity(example).describe(what);

/** A state of the sensor: its offset, or a name that depends on the sensor's kind. */
export interface StateWord {
  readonly word: string | number;
}

const stateWord = lazily(() =>
  z
    .union([integer(0, 14), z.string()], "an offset from 0 to 14, or a name such as presence detected")
    .transform((word): StateWord => ({ word })),
);

export const states = (what: string) => listOf(stateWord).describe(what);
export const every = () => duration().prefault("1s").describe("Interval between new values.");
const phase = () => number(0, 360).default(0).describe("Phase at the start, 0 to 360 degrees.");

function number(min: number, max: number) {
  const allowed = `a number from ${min} to ${max}`;
  return z.number(allowed).min(min, allowed).max(max, allowed);
}

const constant = lazily(() =>
  group({ kind: kind("constant"), value: value("Value.", "42.5 C") }).transform(({ kind, ...input }) => ({
    kind,
    input,
  })),
);

const ramp = lazily(() =>
  group({
    kind: kind("ramp"),
    from: value("Value at the start.", "20 C"),
    to: value("Value at the end.", "80 C"),
    over: duration().describe("Duration."),
    atEnd: oneOf(["hold", "repeat", "back"])
      .default("hold")
      .describe("Behavior at the end: hold, repeat (from the beginning) or back (and forth)."),
    every: every(),
  }).transform(({ over, every, ...rest }) => ({ ...rest, overMs: over, everyMs: every })),
);

const sine = lazily(() =>
  group({
    kind: kind("sine"),
    mean: value("Mean value.", "50 C"),
    amplitude: value("Amplitude: distance from the mean to each side.", "20 C"),
    period: duration().describe("Period."),
    phase: phase(),
    every: every(),
  }).transform(({ period, every, ...rest }) => ({ ...rest, periodMs: period, everyMs: every })),
);

const square = lazily(() =>
  group({
    kind: kind("square"),
    low: value("Low value.", "11.4 V"),
    high: value("High value, which comes first.", "12.6 V"),
    period: duration().describe("Period of both values together."),
    duty: number(0, 1).default(0.5).describe("Share of the period at the high value, 0 to 1."),
    phase: phase(),
  }).transform(({ period, ...rest }) => ({ ...rest, periodMs: period })),
);

const randomWalk = lazily(() =>
  group({
    kind: kind("randomWalk"),
    start: value("Value at the start.", "40 C"),
    step: value("Largest step, up or down.", "0.5 C"),
    min: value("Lower bound.", "35 C"),
    max: value("Upper bound.", "50 C"),
    every: duration().prefault("1s").describe("Interval between steps."),
    seed: integer(0, 0x7fffffff).default(1).describe("Seed, 0 to 0x7fffffff. The same seed gives the same walk."),
  }).transform(({ every, ...rest }) => ({ ...rest, everyMs: every })),
);

const step = lazily(() =>
  group({
    at: duration(0).describe("Time from the start."),
    value: value("Value from then on.", "80 C").optional(),
    states: states("States that are asserted from then on.").optional(),
    unavailable: z.literal(true, "true").optional().describe("true: no reading from then on."),
  }).transform(({ at, value, states, unavailable }, context) => {
    const inputs = [value && { value }, states && { states }, unavailable && { unavailable }].filter((each) => each);
    const [input] = inputs;
    if (input && inputs.length === 1) return { atMs: at, input };
    context.addIssue({ code: "custom", message: "at and one of value, states or unavailable" });
    return z.NEVER;
  }),
);

const script = lazily(() =>
  group({
    kind: kind("script"),
    steps: listOf(step)
      .min(1, "at least one step")
      .describe("Steps by time: {at: 10s, value: 80 C}, {at: 20s, states: [1]}, {at: 30s, unavailable: true}."),
    repeat: duration().optional().describe("Period after which the script repeats. By default the last step stays."),
  })
    .superRefine(({ steps, repeat }, context) => {
      for (const [index, { atMs }] of steps.entries()) {
        if (index === 0 || atMs > (steps[index - 1]?.atMs ?? 0)) continue;
        context.addIssue({
          code: "custom",
          path: ["steps", index, "at"],
          message: "a later time than that of the step before",
        });
      }
      if (repeat === undefined || repeat > (steps.at(-1)?.atMs ?? 0)) return;
      context.addIssue({ code: "custom", path: ["repeat"], message: "a longer time than that of the last step" });
    })
    .transform(({ repeat, ...rest }) => ({ ...rest, repeatMs: repeat })),
);

export const signals = [constant, ramp, sine, square, randomWalk, script] as const;
