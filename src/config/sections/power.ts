/** The `power` section. */
import { group, text } from "../values/values.ts";

export const power = () =>
  group({
    start: text("a command line")
      .min(1, "a command line")
      .optional()
      .describe("Command line for /bin/sh that starts the machine. Default: power on is refused with D5h.")
      .meta({ examples: ["systemctl start vm0"] }),
  });
