/** The `time` section: the clock of sensor sources. */
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
      .describe(
        "Seconds of source time per second: 60 makes a minute pass each second, 0.5 halves the speed. " +
          "Above 0, up to 10000.",
      ),
    start: duration(0)
      .prefault(0)
      .describe("Initial source time, such as 10min: sources start with their values at that time."),
    stopped: flag()
      .default(false)
      .describe("Whether source time stands still until an operator starts or advances it."),
  }).transform(({ start, ...rest }) => ({ ...rest, startMs: start }));
