/** Settings that reply rules and LAN faults share: which matches they apply to, and when an answer goes. */
import { z } from "zod";
import { group, integer, lazily, oneOf } from "../values/values.ts";

/** One hour: far longer than any guest or client waits. */
export const MAX_MS = 3_600_000;
const MOST = 1_000_000;

/** Conditions on the number of matches. `things`: the plural of what is counted. */
export const countShape = (things: string) => ({
  nth: integer(1, MOST)
    .optional()
    .describe(`Only the nth of the ${things} that match the other conditions, from 1.`)
    .meta({ examples: [3] }),
  every: integer(1, MOST)
    .optional()
    .describe(`Only each nth of those ${things}: 3 means the third, the sixth, the ninth. Not together with nth.`)
    .meta({ examples: [3] }),
  times: integer(1, MOST)
    .optional()
    .describe(`Greatest number of ${things}.`)
    .meta({ examples: [1] }),
  probability: z
    .number("a number from 0 to 1")
    .min(0)
    .max(1)
    .optional()
    .describe(`Probability for each of the ${things}, 0 to 1.`)
    .meta({ examples: [0.5] }),
});

export const NTH_OR_EVERY = "nth or every, not both";

export function nthOrEvery({ nth, every }: { readonly nth?: number | undefined; readonly every?: number | undefined }) {
  return nth === undefined || every === undefined;
}

export const time = lazily(() =>
  z.union(
    [oneOf(["never"]), group({ delayMs: integer(0, MAX_MS), jitterMs: integer(0, MAX_MS).default(0) })],
    "never or {delayMs: 0 or more, jitterMs: 0 or more}",
  ),
);
