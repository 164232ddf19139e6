/** The `log` section. */

import { LOG_FORMATS, LOG_LEVELS } from "../values/choices.ts";
import { group, oneOf } from "../values/values.ts";

export const log = () =>
  group({
    level: oneOf(LOG_LEVELS).default("info").describe("Lowest level that is written."),
    format: oneOf(LOG_FORMATS)
      .default("auto")
      .describe("auto: pretty when standard error is a terminal, otherwise one JSON object per line."),
  });
