/** The `state` section: where what outlives the daemon is kept. */
import { group, oneOf, text } from "../values/values.ts";

export const state = () =>
  group({
    directory: text("a directory")
      .min(1, "a directory")
      .optional()
      .describe(
        "Directory for what IPMI calls non-volatile, one file a machine; left out: nothing is kept. A relative one is " +
          "relative to the directory the daemon is started in.",
      )
      .meta({ examples: ["state"] }),
    durability: oneOf(["process", "power", "none"])
      .default("process")
      .describe(
        "What an answered request survives: process, the daemon's end, however sudden; power, the host's, at the cost " +
          "of a disk write; none, neither: the directory is not touched.",
      ),
  });
