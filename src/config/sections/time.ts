/** The `time` section: the time that sources of sensors live by. */
import { z } from "zod";
import { duration } from "../values/duration.ts";
import { flag, group } from "../values/values.ts";

const MAX_RATE = 10_000;
const RATE = `a number over 0, up to ${MAX_RATE}`;

export const rate = () => z.number(RATE).positive(RATE).max(MAX_RATE, RATE);

export const time = () =>
  group({
    rate: rate()
      .default(1)
      .describe("How many seconds go by in one: 60 for a minute a second, 0.5 for half as fast. Over 0, up to 10,000."),
    start: duration(0)
      .prefault(0)
      .describe("What it says at first, such as 10min: sources begin where they would be then."),
    stopped: flag().default(false).describe("Whether it stands until an operator lets it run or moves it on."),
  }).transform(({ start, ...rest }) => ({ ...rest, startMs: start }));
