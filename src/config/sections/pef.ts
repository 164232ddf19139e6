/** The `pef` section (IPMI chapters 17 and 30). */

import { POLICIES, STRINGS } from "../../bmc/pef/pef-values.ts";
import { flag, group, integer, lazily, listOf, oneOf, text } from "../values/values.ts";
import { pefFilter } from "./pef-filter.ts";

const RULES = ["always", "next", "stop", "nextChannel", "nextType"] as const;

const TEXT = "text of up to 63 printable ASCII characters";

const policy = lazily(() =>
  group({
    number: integer(1, 15)
      .default(1)
      .describe("Policy number, 1 to 15. Its alerts are sent in the order of this list."),
    rule: oneOf(RULES)
      .default("always")
      .describe(
        "always: send. The others send unless the alert before was successful; then next skips this entry, stop ends " +
          "the policy, nextChannel and nextType go on at another channel or type of destination.",
      ),
    channel: integer(1, 0x0b).default(1).describe("Channel of the destination: that of lan.channel."),
    destination: integer(0, 15).default(1).describe("Number of the destination in lan.destinations, from 1 on."),
    text: text(TEXT)
      .regex(/^[ -~]{1,63}$/, TEXT)
      .optional()
      .describe("Text in the alert. Up to 8 policies have one.")
      .meta({ examples: ["too hot"] }),
  }),
);

export const pef = () =>
  group({
    enabled: flag().default(false).describe("Whether PEF is enabled at start."),
    actionEvents: flag().default(false).describe("Whether PEF's own actions cause events."),
    startupDelaySeconds: integer(0, 0xff)
      .default(60)
      .describe(
        "Seconds after a start or reset of the machine during which PEF does not touch its power, 0 to " +
          "255; 0: no delay.",
      ),
    filterCount: integer(1, 127).default(16).describe("Entries of the event filter table, 1 to 127."),
    filters: listOf(pefFilter)
      .prefault([])
      .describe(
        "The first entries, in named fields or as the 20 bytes of table 17-2. docs/tasks/trap.md has an example.",
      )
      .meta({
        examples: [
          [
            {
              sensorType: "temperature",
              eventType: "threshold",
              events: ["upperCriticalGoingHigh"],
              actions: ["powerDown"],
            },
          ],
        ],
      }),
    policies: listOf(policy)
      .max(POLICIES, `a list of up to ${POLICIES} policies`)
      .refine((policies) => policies.filter(({ text }) => text !== undefined).length <= STRINGS, {
        error: `at most ${STRINGS} texts`,
      })
      .default([])
      .describe("Destinations of alerts. A filter whose actions have alert names the number of a policy."),
  }).refine(({ filters, filterCount }) => filters.length <= filterCount, {
    path: ["filters"],
    error: "at most filterCount filters",
  });
