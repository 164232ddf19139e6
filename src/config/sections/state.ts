/** The `state` section: the directory for non-volatile state. */
import { group, oneOf, text } from "../values/values.ts";

export const state = () =>
  group({
    directory: text("a directory")
      .min(1, "a directory")
      .optional()
      .describe(
        "Directory for IPMI's non-volatile state, one file per machine; relative to the directory the " +
          "daemon is started in. Default: nothing is stored.",
      )
      .meta({ examples: ["state"] }),
    durability: oneOf(["process", "power", "none"])
      .default("process")
      .describe(
        "Failures that an answered request survives. process: any end of the daemon. power: a power " +
          "failure of the host, at the cost of a disk write per change. none: no failure; the directory is " +
          "not used.",
      ),
  });
