/** The follow source: another sensor moves this one. */
import { z } from "zod";
import { duration } from "../values/duration.ts";
import { type Quantity, quantity } from "../values/quantity.ts";
import { group, lazily } from "../values/values.ts";
import { referenceShape } from "./reference.ts";
import { every, kind, type StateWord, states, value } from "./source-signals.ts";

const pair = (what: string, example: string) =>
  z.tuple([quantity(example), quantity(example)], "two values, such as [30 C, 80 C]").describe(what);

/** A value in units of the followed sensor. Its unit is checked when that sensor is known. */
export interface OfFollowed {
  readonly ofFollowed: Quantity;
}

type How =
  | {
      readonly from: readonly [OfFollowed, OfFollowed];
      readonly to: readonly [Quantity, Quantity];
      readonly lag: { readonly timeMs: number; readonly everyMs: number } | undefined;
    }
  | { readonly at: OfFollowed; readonly below: readonly StateWord[]; readonly above: readonly StateWord[] }
  | "states";

const ofFollowed = (quantity: Quantity): OfFollowed => ({ ofFollowed: quantity });

export const follow = lazily(() =>
  group({
    kind: kind("follow"),
    ...referenceShape(),
    from: pair("Two values of the other sensor.", "80 C").optional(),
    to: pair("Values of this sensor for these two: linear between them, constant beyond.", "9000 rpm").optional(),
    lag: duration().optional().describe("Time in which it covers 63 % of the way. Defaults to an immediate change."),
    every: every(),
    at: value("A value of the other sensor.", "80 C").optional(),
    below: states("States of a discrete sensor while the other sensor is below `at`.").optional(),
    above: states("States of a discrete sensor while the other sensor is at `at` or above.").optional(),
  }).transform(({ kind, sensor, lun, controller, from, to, lag, every, at, below, above }, context) => {
    const followed = { sensor, lun, controller };
    const isLine = from !== undefined && to !== undefined;
    const isSwitch = at !== undefined && below !== undefined && above !== undefined;
    const given = [from, to, lag, at, below, above].filter((each) => each !== undefined).length;
    const follow = (how: How) => ({ kind, followed, how });
    if (given === 0) return follow("states");
    if (isLine && given === (lag === undefined ? 2 : 3)) {
      const times = lag === undefined ? undefined : { timeMs: lag, everyMs: every };
      return follow({ from: [ofFollowed(from[0]), ofFollowed(from[1])], to, lag: times });
    }
    if (isSwitch && given === 3) return follow({ at: ofFollowed(at), below, above });
    const message =
      "from and to (and lag); or at, below and above; or none of these, to copy the other sensor's states";
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }),
);
