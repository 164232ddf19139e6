/** The `record` section: files that keep what happens at the doors. */
import { group, integer, text } from "../values/values.ts";

/** Far more than a run of CI makes, far less than a disk has. */
const MOST_BYTES = 2 ** 40;

/** Where there is nothing to write to is found out when the file is made. */
const outputFile = () => text("a file name").min(1, "a file name").optional();

export const record = () =>
  group({
    history: integer(0, 1_000_000)
      .default(10_000)
      .describe("Events of each machine that are kept in memory, for extern-bmc assert: 0 to 1000000."),
    journal: outputFile()
      .describe("A journal, JSON lines: extern-bmc decode and replay read it. Made anew at start.")
      .meta({ examples: ["bmc.jsonl"] }),
    pcap: outputFile()
      .describe("A capture that Wireshark opens (pcapng). Made anew at start.")
      .meta({ examples: ["bmc.pcapng"] }),
    maxBytes: integer(1024, MOST_BYTES)
      .default(64 * 2 ** 20)
      .describe("A file that would grow beyond steps aside: FILE.1 is the one before. 1024 or more."),
    keep: integer(0, 1000).default(4).describe("How many of those are kept, 0 to 1000."),
  });
