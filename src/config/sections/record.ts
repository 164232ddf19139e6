/** The `record` section: files that record the traffic at the doors. */
import { group, integer, text } from "../values/values.ts";

/** Far more than a CI run writes, far less than a disk holds. */
export const MAX_BYTES = 2 ** 40;

/** A missing directory is reported when the file is created. */
export const outputFile = () => text("a file name").min(1, "a file name").optional();

export const record = () =>
  group({
    history: integer(0, 1_000_000)
      .default(10_000)
      .describe(
        "Events per machine kept in memory for extern-bmc assert, 0 to 1000000; fewer when all take more than 64 MiB or an eighth of the heap.",
      ),
    journal: outputFile()
      .describe("Journal in JSON lines, for extern-bmc decode and replay. Overwritten at start.")
      .meta({ examples: ["bmc.jsonl"] }),
    pcap: outputFile()
      .describe("Capture in pcapng format, for Wireshark. Overwritten at start.")
      .meta({ examples: ["bmc.pcapng"] }),
    maxBytes: integer(1024, MAX_BYTES)
      .default(64 * 2 ** 20)
      .describe("Size at which a file is rotated: FILE becomes FILE.1. In bytes, 1024 or more."),
    keep: integer(0, 1000).default(4).describe("Number of rotated files to keep, 0 to 1000."),
  });
