/** Where QEMU's ipmi-bmc-sim (7.2) answers otherwise than we do: in storage and transport commands. */
import type { Difference } from "./difference.ts";

export const QEMU_SIM_STORAGE: readonly Difference[] = [
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
    because: "§34.2: a read that goes past the end gives what there is; past it altogether C9h.",
    rows: [
      ["0a 11 00 00 00", "c7", "00 00"],
      ["0a 11 00 3f 00 08", "00 01 00", "cc"],
      ["0a 11 00 40 00 01", "c9", "cc"],
    ],
  },
  {
    verdict: "ours",
    because: "C8h is the code for more than there is room for (table 5-2).",
    rows: [["0a 12 00 3f 00 01 02", "c8", "cc"]],
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
    because: "Other records.",
    rows: [["0a 23 00 00 00 00 00 05", "00 02 00 01 00 51 12 0e", "00 ff ff 00 00 51 02 23"]],
  },
  {
    verdict: "ours",
    because: "QEMU refuses every record: a pointer where a length should be.",
    rows: [
      ["0a 24 00 00 51 c0 05 57 01 00 aa", "c7", "cc"],
      ["0a 24 00 00 51 c0 05 57 01 00 aa bb", "00 ?? ??", "cc"],
    ],
  },
  {
    verdict: "ours",
    because:
      "QEMU sets its clock with the wrong sign, so events have the wrong time; record IDs begin with 0000h, which §31.5 keeps for the first entry.",
    rows: [
      [
        "0a 43 00 00 ff ff 00 ff",
        "00 ff ff 03 00 02 ?? ?? ?? ?? 20 00 04 01 30 01 a0 a1 aa",
        "00 ff ff 03 00 02 ?? ?? ?? ?? 20 00 04 01 30 01 a0 a1 aa",
      ],
      [
        "0a 43 00 00 00 00 00 ff",
        "00 02 00 01 00 02 ?? ?? ?? ?? 41 00 04 01 30 01 a0 a1 ff",
        "00 01 00 00 00 02 ?? ?? ?? ?? 41 00 04 01 30 01 a0 a1 aa",
      ],
    ],
  },
  {
    verdict: "both",
    because: "Two things are wrong: reservation and operation.",
    rows: [
      ["0a 47 01 01 43 4c 53 aa", "cc", "c5"],
      ["0a 47 01 01 43 4c 52 01", "cc", "c5"],
    ],
  },
];
