/** The `log` section. */
import { group, oneOf } from "./values.ts";

export const log = () =>
  group({
    level: oneOf(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
      .default("info")
      .describe("The least severe line that is written."),
    format: oneOf(["auto", "json", "pretty"])
      .default("auto")
      .describe("auto: pretty when standard error is a terminal, else one JSON object a line."),
  });
