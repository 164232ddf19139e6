/** The `log` section. */

import { LOG_FORMATS, LOG_LEVELS } from "../values/choices.ts";
import { group, oneOf } from "../values/values.ts";

export const log = () =>
  group({
    level: oneOf(LOG_LEVELS).default("info").describe("The least severe line that is written."),
    format: oneOf(LOG_FORMATS)
      .default("auto")
      .describe("auto: pretty when standard error is a terminal, else one JSON object a line."),
  });
