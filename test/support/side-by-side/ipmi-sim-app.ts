/** Where ipmi_sim (OpenIPMI 2.0.33) answers otherwise than we do: in chassis, sensor and application commands. */
import type { Difference } from "./difference.ts";

export const IPMI_SIM_APP: readonly Difference[] = [
  {
    verdict: "configuration",
    because:
      "ipmi_sim has other chassis capabilities; §28.1 makes the bridge address optional. What follows its data is its stack.",
    rows: [["00 00", "00 06 20 20 20 20 20", "00 00 20 20 20 20 00 00 *"]],
  },
  {
    verdict: "ours",
    because: "ipmi_sim knows of the power alone; §28.2 has policy, last event and identify state.",
    rows: [["00 01", "00 21 00 40 f0", "00 01 00 00"]],
  },
  {
    verdict: "ours",
    because: "ipmi_sim answers success to Chassis Control operations that §28.3 reserves, and does nothing.",
    rows: [
      ["00 02 06", "cc", "00"],
      ["00 02 0f", "cc", "00"],
    ],
  },
  {
    verdict: "configuration",
    because: "Chassis Identify of ipmi_sim needs a program that does it (chassis_control).",
    rows: [
      ["00 04 01", "00", "cc"],
      ["00 04 ff 03", "00", "cc"],
      ["00 04 01 00", "00", "cc"],
    ],
  },
  {
    verdict: "configuration",
    because: "Boot options of ipmi_sim are kept by a program (chassis_control).",
    rows: [
      ["00 08 05 80 04 00 00 00", "00", "cc"],
      ["00 09 04 00 00", "00 01 04 00 00", "00 01 04"],
      ["00 09 05 00 00", "00 01 05 80 04 00 00 00", "cc"],
    ],
  },
  {
    verdict: "ours",
    because: "ipmi_sim has boot option parameters 1, 4 and 5 of §28.13 alone; for others 80h is the code.",
    rows: [
      ["00 08 00 01", "00", "cc"],
      ["00 08 00 00", "00", "cc"],
      ["00 08 7f 00", "80", "cc"],
      ["00 09 00 00 00", "00 01 00 00", "cc"],
      ["00 09 02 00 00", "00 01 02 00", "cc"],
      ["00 09 03 00 00", "00 01 03 1f", "cc"],
      ["00 09 06 00 00", "00 01 06 00 00 00 00 00 00 00 00 00", "cc"],
      ["00 09 07 00 00", "00 01 07 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "cc"],
      ["00 09 7f 00 00", "80", "cc"],
    ],
  },
  {
    verdict: "ours",
    because: "§28.13: bit 7 asks for the revision of the parameter alone.",
    rows: [["00 09 80 00 00", "00 01 00 00", "cc"]],
  },
  {
    verdict: "ours",
    because: "CBh is the code for a sensor that is not there (table 5-2).",
    rows: [
      ["04 25 ff ff", "cb", "cc"],
      ["04 24 ff ff 02 02", "cb", "cc"],
      ["04 27 ff", "cb", "cc"],
      ["04 26 ff 08 00 00 00 75 00 00", "cb", "cc"],
      ["04 29 ff", "cb", "cc"],
      ["04 28 ff c0", "cb", "cc"],
      ["04 2a ff 00", "cb", "cc"],
      ["04 2d ff", "cb", "cc"],
      ["04 2f ff", "cb", "cc"],
    ],
  },
  {
    verdict: "configuration",
    because: "The sensor of ipmi_sim has no hysteresis.",
    rows: [
      ["04 25 01", "c7", "c1"],
      ["04 25 01 ff", "00 00 00", "c1"],
      ["04 24 01 ff 02 02", "00", "c1"],
    ],
  },
  {
    verdict: "configuration",
    because: "The sensors have other events to enable.",
    rows: [["04 29 01", "00 c0 80 0a 80 0a", "00 c0 c0 0f c0 0f"]],
  },
  {
    verdict: "ours",
    because:
      "§35.10: operation 00b changes no event; its data bytes 3 to 6 are optional. ipmi_sim refuses, with bytes of its stack.",
    rows: [
      ["04 28 01 c0 00", "00", "c1 ?? ?? *"],
      ["04 28 01 c0", "00", "c1 ?? ?? *"],
    ],
  },
  {
    verdict: "both",
    because:
      "§35.14: the second byte of states is optional, and of thresholds the first has reserved bits that are to read as 1.",
    rows: [["04 2d 01", "00 60 c0 c0", "00 60 c0 00 00"]],
  },
  {
    verdict: "configuration",
    because: "Other PEF actions, and others enabled.",
    rows: [
      ["04 10", "00 51 2f 10", "00 51 3f 10"],
      ["04 13 01 00 00", "00 11 04", "00 11 00"],
    ],
  },
  {
    verdict: "configuration",
    because: "Two devices.",
    rows: [["06 01", "00 20 00 01 00 02 bf *", "00 00 03 09 08 02 9f 91 12 00 02 0f 00 00 00 00"]],
  },
  {
    verdict: "ours",
    because: "§27.6: the answer has no data. ipmi_sim sends bytes of its stack.",
    rows: [
      ["06 24 84 03 0a 3e 64 00", "00", "00 ?? ?? *"],
      ["06 24 04 00 00 10 64 00", "00", "00 ?? ?? *"],
    ],
  },
  {
    verdict: "ours",
    because: "§27.7: the present countdown follows; after Set it is the initial one.",
    rows: [["06 25", "00 04 00 00 00 64 00 64 00", "00 04 00 00 00 64 00"]],
  },
  {
    verdict: "configuration",
    because: "ipmi_sim has no LAN here.",
    rows: [
      ["06 40 01 82 44", "00", "cb"],
      ["06 41 01 40", "00 02 04", "cc"],
      ["06 41 01 80", "00 02 04", "cc"],
      ["06 42 01", "00 01 04 01 80 f2 1b 00 00 00", "cb"],
      ["0c 02 01 00 00 00", "00 11 00", "cb"],
      ["0c 02 01 02 00 00", "00 11 14 14 14 14 00", "cb"],
      ["0c 02 01 7f 00 00", "80", "cb"],
      ["0c 02 01 03 00 00", "00 11 00 00 00 00", "cb"],
      ["0c 01 01 03 0a 00 00", "c7", "cb"],
      ["0c 01 01 02 00", "c7", "cb"],
      ["0c 01 01 7f 00", "80", "cb"],
      ["0c 01 01 03 0a 00 00 02", "00", "cb"],
    ],
  },
  {
    verdict: "ours",
    because: "§22.22 names CCh for a value out of range; CBh is for a record that is not present.",
    rows: [
      ["06 40 0b 82 44", "cc", "cb"],
      ["06 42 0b", "cc", "cb"],
    ],
  },
  {
    verdict: "ours",
    because: "§22.22: 82h for a channel without sessions.",
    rows: [["06 40 0f 80 04", "82", "c1"]],
  },
  {
    verdict: "ours",
    because: "§22.23: 82h for a channel without sessions, as the system interface is.",
    rows: [["06 41 0f 40", "82", "00 02 00"]],
  },
  {
    verdict: "configuration",
    because: "ipmi_sim says that its serial port, which carries the VM protocol, is of medium serial.",
    rows: [
      ["06 42 0e", "00 0f 0c 08 00 f2 1b 00 ff ff", "00 0f 05 09 00 f2 1b 00 00 00"],
      ["06 42 0f", "00 0f 0c 08 00 f2 1b 00 ff ff", "00 0f 05 09 00 f2 1b 00 00 00"],
    ],
  },
  {
    verdict: "both",
    because: "§22.24: bits 7 to 4 are reserved: to be written as 0, or not looked at.",
    rows: [["06 42 1f", "00 0f 0c 08 00 f2 1b 00 ff ff", "cc"]],
  },
  {
    verdict: "ours",
    because: "ipmi_sim does not look whether there is such a user.",
    rows: [
      ["06 43 91 3f 04 00", "c9", "00"],
      ["06 44 01 3f", "c9", "00 3f 02 00 14"],
      ["06 46 3f", "c9", "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"],
      ["06 47 3f 01", "c9", "00"],
    ],
  },
  {
    verdict: "ours",
    because: "ipmi_sim does not look whether there is such a channel.",
    rows: [
      ["06 43 8b 02 04 00", "cc", "00"],
      ["06 44 0b 02", "cc", "00 3f 02 00 14"],
    ],
  },
  {
    verdict: "configuration",
    because: "Numbers of users, and who they are.",
    rows: [["06 44 01 02", "00 0a 80 01 14", "00 3f 02 00 14"]],
  },
  {
    verdict: "both",
    because: "User 0 is reserved: out of range or an invalid field.",
    rows: [
      ["06 44 01 00", "c9", "cc"],
      ["06 45 00 61 62 63 00 00 00 00 00 00 00 00 00 00 00 00 00", "c9", "cc"],
      ["06 46 00", "c9", "cc"],
    ],
  },
  {
    verdict: "ours",
    because: "§22.30: 80h for a password that is not the one; ipmi_sim always has the right one.",
    rows: [
      ["06 47 02 03 70 77 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "80", "00"],
      ["06 47 02 03 70 78 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "80", "00"],
    ],
  },
];
