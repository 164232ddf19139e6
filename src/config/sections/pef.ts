/** The `pef` section (IPMI chapters 17 and 30). */
import { bytes, flag, group, integer, lazily, listOf } from "../values/values.ts";

/** Table 17-2. */
const FILTER_SIZE = 20;

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
    filters: listOf(lazily(() => bytes(FILTER_SIZE, FILTER_SIZE)))
      .prefault([])
      .describe(
        'The first entries, 20 bytes each in the layout of table 17-2: "80 02 00 10 ff ff 01 ff 01 00 02 ' +
          '00 ff 00 00 ff 00 00 ff 00" powers off when a temperature rises above its upper critical ' +
          "threshold.",
      ),
  }).refine(({ filters, filterCount }) => filters.length <= filterCount, {
    path: ["filters"],
    error: "at most filterCount filters",
  });
