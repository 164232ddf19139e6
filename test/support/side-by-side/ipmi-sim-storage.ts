/** Where ipmi_sim (OpenIPMI 2.0.33) answers otherwise than we do: in storage and transport commands. */
import type { Difference } from "./difference.ts";

export const IPMI_SIM_STORAGE: readonly Difference[] = [
  {
    verdict: "configuration",
    because: "ipmi_sim has no LAN parameters without a LAN.",
    rows: [
      ["0c 02 0f 03 00 00", "cc", "c1"],
      ["0c 01 0f 03 0a 00 00 02", "cc", "c1"],
    ],
  },
  {
    verdict: "ours",
    because: "CBh is the code for what is not present (table 5-2).",
    rows: [
      ["0a 10 05", "cb", "cc"],
      ["0a 11 05 00 00 08", "cb", "cc"],
      ["0a 12 05 00 00 01", "cb", "cc"],
    ],
  },
  {
    verdict: "ours",
    because: "§34.3 has data to write; table 5-2 has C7h for too few bytes.",
    rows: [["0a 12 00 00 00", "c7", "00 00"]],
  },
  {
    verdict: "configuration",
    because: "What the repository and the log hold, and when that changed.",
    rows: [
      ["0a 20", "00 51 *", "00 51 *"],
      ["0a 40", "00 51 *", "00 51 *"],
    ],
  },
  {
    verdict: "configuration",
    because: "ipmi_sim begins without records.",
    rows: [["0a 23 00 00 00 00 00 05", "00 02 00 01 00 51 12 0e", "cb"]],
  },
  {
    verdict: "ours",
    because: "ipmi_sim reads the length of a new record at the wrong place: §33.11 has it in the record header.",
    rows: [
      ["0a 24 00 00 51 c0 05 57 01 00 aa", "c7", "80"],
      ["0a 24 00 00 51 c0 05 57 01 00 aa bb", "00 ?? ??", "80"],
    ],
  },
  {
    verdict: "ours",
    because: "ipmi_sim has taken the entry with a byte too many, and has no events of others.",
    rows: [
      ["0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 a0 a1 aa", "00 03 00", "00 02 00"],
      [
        "0a 43 00 00 ff ff 00 ff",
        "00 ff ff 03 00 02 ?? ?? ?? ?? 20 00 04 01 30 01 a0 a1 aa",
        "00 ff ff 02 00 02 ?? ?? ?? ?? 20 00 04 01 30 01 a0 a1 aa",
      ],
      [
        "0a 43 00 00 00 00 00 ff",
        "00 02 00 01 00 02 ?? ?? ?? ?? 41 00 04 01 30 01 a0 a1 ff",
        "00 02 00 01 00 02 ?? ?? ?? ?? 20 00 04 01 30 01 a0 a1 aa",
      ],
    ],
  },
  {
    verdict: "both",
    because: "A part of a record without a reservation, and past its end: either refusal.",
    rows: [["0a 43 00 00 00 00 10 01", "c5", "cc"]],
  },
  {
    verdict: "both",
    because: "Two things are wrong: reservation and operation.",
    rows: [
      ["0a 47 01 01 43 4c 53 aa", "cc", "c5"],
      ["0a 47 01 01 43 4c 52 01", "cc", "c5"],
    ],
  },
  {
    verdict: "ours",
    because: "§23.2: bit 7 asks for the revision of the parameter alone.",
    rows: [["0c 02 81 03 00 00", "00 11", "cc"]],
  },
];
