/** The `power` section. */
import { group, text } from "../values/values.ts";

export const power = () =>
  group({
    start: text("a command line")
      .min(1, "a command line")
      .optional()
      .describe("What starts the machine when it is to be switched on: a line for /bin/sh. Left out: power on is D5h.")
      .meta({ examples: ["systemctl start vm0"] }),
  });
