/** The `pef` section (IPMI chapters 17 and 30). */
import { bytes, flag, group, integer, lazily, listOf } from "../values/values.ts";

/** Table 17-2. */
const FILTER_SIZE = 20;

export const pef = () =>
  group({
    enabled: flag().default(false).describe("Whether PEF acts on events at first."),
    actionEvents: flag().default(false).describe("Whether what it does is an event, too."),
    startupDelaySeconds: integer(0, 0xff)
      .default(60)
      .describe(
        "How long it leaves the power of a machine alone that was just started or reset, 0 to 255; 0: not at all.",
      ),
    filterCount: integer(1, 127).default(16).describe("Entries of the event filter table, 1 to 127."),
    filters: listOf(lazily(() => bytes(FILTER_SIZE, FILTER_SIZE)))
      .prefault([])
      .describe(
        'The first of them, as table 17-2 has them, 20 bytes each: "80 02 00 10 ff ff 01 ff 01 00 02 00 ff 00 00 ff 00 00 ff ' +
          '00" powers off when a temperature goes above its upper critical threshold.',
      ),
  }).refine(({ filters, filterCount }) => filters.length <= filterCount, {
    path: ["filters"],
    error: "no more filters than filterCount",
  });
