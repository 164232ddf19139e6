/** Where QEMU's ipmi-bmc-sim (7.2) answers otherwise than we do: in chassis, sensor and application commands. */
import type { Difference } from "./difference.ts";

export const QEMU_SIM_APP: readonly Difference[] = [
  {
    verdict: "configuration",
    because: "§28.1 makes the bridge address optional; capabilities differ.",
    rows: [["00 00", "00 06 20 20 20 20 20", "00 00 20 20 20 20"]],
  },
  {
    verdict: "configuration",
    because: "Another power restore policy and last event; §28.2 makes the front panel byte optional.",
    rows: [["00 01", "00 21 00 40 f0", "00 61 00 00 00"]],
  },
  {
    verdict: "ours",
    because: "QEMU has Get System Restart Cause at 09h; §28.11 has it at 07h.",
    rows: [
      ["00 09 05 00", "c7", "00 00 00"],
      ["00 09 00 00 00", "00 01 00 00", "00 00 00"],
      ["00 09 01 00 00", "00 01 01 00", "00 00 00"],
      ["00 09 02 00 00", "00 01 02 00", "00 00 00"],
      ["00 09 03 00 00", "00 01 03 1f", "00 00 00"],
      ["00 09 04 00 00", "00 01 04 00 00", "00 00 00"],
      ["00 09 06 00 00", "00 01 06 00 00 00 00 00 00 00 00 00", "00 00 00"],
      ["00 09 07 00 00", "00 01 07 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "00 00 00"],
      ["00 09 7f 00 00", "80", "00 00 00"],
      ["00 09 80 00 00", "00 01 00 00", "00 00 00"],
      ["00 09 05 00 00", "00 01 05 80 04 00 00 00", "00 00 00"],
    ],
  },
  {
    verdict: "both",
    because:
      "§29.3: event data 2 and 3 may be left out; whether a generator ID comes first is known by the interface alone.",
    rows: [["04 02 41 04 01 30 01 a0 a1", "00", "c7"]],
  },
  {
    verdict: "configuration",
    because: "QEMU has no sensor 01h.",
    rows: [
      ["04 29 01", "00 c0 80 0a 80 0a", "cb"],
      ["04 28 01 c0 00", "00", "cb"],
      ["04 28 01 c0", "00", "cb"],
      ["04 2b 01", "00 c0 00 00 00 00", "cb"],
      ["04 2a 01 00 00 00 00", "00", "cb"],
      ["04 2a 01 00", "00", "cb"],
      ["04 2a 01 00 00 00 00 00", "00", "cb"],
      ["04 2d 01", "00 60 c0 c0", "cb"],
      ["04 2f 01", "00 01 01", "cb"],
      ["04 2e 01 02 01", "cd", "cb"],
      ["04 30 01 01 58 00", "00", "cb"],
      ["04 30 01 01 58", "00", "cb"],
    ],
  },
  {
    verdict: "configuration",
    because: "Two devices.",
    rows: [["06 01", "00 20 00 01 00 02 bf *", "00 20 00 00 00 02 07 00 00 00 00 00"]],
  },
  {
    verdict: "ours",
    because: "§20.6: device power state 04h is reserved.",
    rows: [["06 06 80 84", "cc", "00"]],
  },
  {
    verdict: "both",
    because: "ACPI states at the start: unknown, or S0 and D0.",
    rows: [["06 07", "00 00 00", "00 80 80"]],
  },
  {
    verdict: "configuration",
    because: "The interface of QEMU has no power cycle for the watchdog.",
    rows: [["06 24 84 03 0a 3e 64 00", "00", "cc"]],
  },
  {
    verdict: "ours",
    because: "§27.7: the present countdown after Set is the initial one.",
    rows: [["06 25", "00 04 00 00 00 64 00 64 00", "00 04 00 00 00 64 00 00 00"]],
  },
  {
    verdict: "ours",
    because: "QEMU answers for IPMB address 40h alone; §6.13.4 has the BMC among the addresses.",
    rows: [
      ["06 34 00 20 18 c8 81 00 01 7e 00", "00", "83"],
      ["06 34 00 20 18 c8 81 00 01 7e", "00", "83"],
    ],
  },
];
