/** Where a peer answers storage and LAN commands otherwise than we do: ipmi_sim (OpenIPMI 2.0.33, lanserv/), QEMU 7.2's ipmi-bmc-sim. */
import type { Difference } from "./difference.ts";

export const STORAGE: readonly Difference[] = [
  {
    verdict: "ours",
    because: "Table 5-2: CBh is the code for what is not present.",
    rows: [
      ["0a 10 05", "cb", { ipmiSim: "cc", qemuSim: "cc" }],
      ["0a 11 05 00 00 08", "cb", { ipmiSim: "cc", qemuSim: "cc" }],
      ["0a 12 05 00 00 01", "cb", { ipmiSim: "cc", qemuSim: "cc" }],
    ],
  },
  {
    verdict: "ours",
    because:
      "§34.2: the count is not optional, C7h of table 5-2. read_fru_data (ipmi_bmc_sim.c) asks for three bytes and takes its buffer's next.",
    rows: [["0a 11 00 00 00", "c7", { qemuSim: "00 00" }]],
  },
  {
    verdict: "ours",
    because:
      "§34.2: byte 2 of the answer is the count returned, which may be less than was asked for; past the end altogether is C9h. read_fru_data (ipmi_bmc_sim.c) refuses both as a field.",
    rows: [
      ["0a 11 00 40 00 01", "c9", { qemuSim: "cc" }],
      ["0a 11 00 3f 00 08", "00 01 00", { qemuSim: "cc" }],
    ],
  },
  {
    verdict: "ours",
    because: "§34.3 has data to write; table 5-2 has C7h for too few bytes. Both write nothing and say so.",
    rows: [["0a 12 00 00 00", "c7", { ipmiSim: "00 00", qemuSim: "00 00" }]],
  },
  {
    verdict: "ours",
    because: "Table 5-2: C8h is the code for more than there is room for.",
    rows: [["0a 12 00 3f 00 01 02", "c8", { qemuSim: "cc" }]],
  },
  {
    verdict: "configuration",
    because:
      "Bytes 5 and 6, free space: ours and ipmi_sim of 64 KB, QEMU of 16; ipmi_sim's never shrinks. Bytes 7 to 10 are the time of the last addition. Bytes 11 to 14, the last erasure, was never: FFFFFFFFh, unspecified (§37.1), or ipmi_sim's time 0. Byte 15: ours has all operations and both updates, QEMU Reserve and the non-modal update, ipmi_sim Reserve.",
    rows: [
      [
        "0a 20",
        "00 51 02 00 b0 ff ?? ?? ?? ?? ff ff ff ff 6f",
        {
          ipmiSim: "00 51 02 00 fe ff ?? ?? ?? ?? 00 00 00 00 02",
          qemuSim: "00 51 02 00 c1 3f ?? ?? ?? ?? ff ff ff ff 22",
        },
      ],
    ],
  },
  {
    verdict: "ours",
    because:
      "§33.12: 0000h asks for the first record, so no record has that ID. QEMU numbers its records from 0, and gives bytes beyond a record's end (get_sdr, ipmi_bmc_sim.c, compares the offset alone).",
    rows: [
      ["0a 23 00 00 00 00 00 05", "00 02 00 01 00 51 01 30", { qemuSim: "00 01 00 00 00 51 01 30" }],
      [
        "0a 23 {0a 22} 01 00 05 20",
        "00 02 00 20 00 01 37 01 7f 68 01 01 80 0a 80 0a 38 38 00 01 00 00 01 00 00 00 00 00 00 00 00 00 ff 00 a0",
        {
          qemuSim:
            "00 ff ff 57 01 00 cc dd 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
        },
      ],
    ],
  },
  {
    verdict: "ours",
    because:
      "§33.13: the length is byte 5 of the record. handle_add_sdr (bmc_storage.c) compares byte 6 with the length of all; sdr_add_entry (ipmi_bmc_sim.c) takes sizeof a pointer for it.",
    rows: [
      ["0a 24 00 00 51 c0 05 57 01 00 aa", "c7", { ipmiSim: "80", qemuSim: "cc" }],
      ["0a 24 00 00 51 c0 05 57 01 00 aa bb", "00 03 00", { ipmiSim: "80", qemuSim: "cc" }],
    ],
  },
  {
    verdict: "ours",
    because:
      "§33.15: the record's ID is in bytes 3 and 4 of the request. handle_delete_sdr (bmc_storage.c) looks for them in its answer.",
    rows: [["0a 26 {0a 22} 01 00", "00 01 00", { ipmiSim: "cb" }]],
  },
  {
    verdict: "configuration",
    because:
      "Records: three Platform Events in ours and QEMU's, of which ipmi_sim has no command. Bytes 5 and 6, free space: of 1024 records, QEMU of 128; bytes 7 to 10 the time of the last one. Byte 15: ours has all four operations; ipmi_sim no Partial Add; QEMU Reserve alone.",
    rows: [
      [
        "0a 40",
        "00 51 03 00 d0 3f ?? ?? ?? ?? ff ff ff ff 0f",
        {
          ipmiSim: "00 51 00 00 00 40 00 00 00 00 00 00 00 00 0b",
          qemuSim: "00 51 03 00 d0 07 ?? ?? ?? ?? ff ff ff ff 02",
        },
      ],
    ],
  },
  {
    verdict: "ours",
    because:
      "§31.3 has units: 1024 of 16 bytes, 1021 of them free. handle_get_sel_allocation_info (bmc_storage.c) counts them in bytes.",
    rows: [["0a 41", "00 00 04 10 00 fd 03 fd 03 01", { ipmiSim: "00 00 40 10 00 00 40 00 40 01" }]],
  },
  {
    verdict: "configuration",
    because: "The request with a byte too many was ipmi_sim's first record; ours has the Platform Events before it.",
    rows: [["0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 a0 a1 aa", "00 04 00", { ipmiSim: "00 02 00" }]],
  },
  {
    verdict: "configuration",
    because: "The records of ours and of QEMU begin with the Platform Event, of ipmi_sim with the one added.",
    rows: [
      [
        "0a 43 00 00 00 00 00 ff",
        "00 02 00 01 00 02 ?? ?? ?? ?? 41 00 04 01 30 01 a0 a1 ff",
        { ipmiSim: "00 02 00 01 00 02 00 00 00 60 20 00 04 01 30 01 a0 a1 aa" },
      ],
      [
        "0a 43 00 00 ff ff 00 ff",
        "00 ff ff 04 00 02 00 00 00 60 20 00 04 01 30 01 a0 a1 aa",
        { ipmiSim: "00 ff ff 02 00 02 00 00 00 60 20 00 04 01 30 01 a0 a1 aa" },
      ],
    ],
  },
  {
    verdict: "both",
    because: "Two things are wrong, the reservation and the offset: §31.5 does not say which to report first.",
    rows: [["0a 43 00 00 00 00 10 01", "c5", { ipmiSim: "cc" }]],
  },
  {
    verdict: "ours",
    because:
      "§31.5: 0000h asks for the first record, so no record has that ID; QEMU numbers from 0. The first of ours is the Platform Event without event data 3 (FFh, §29.3), which QEMU refused. Its clock is set with the wrong sign (set_sel_time, ipmi_bmc_sim.c), so its last record has another time.",
    rows: [
      [
        "0a 43 00 00 00 00 00 ff",
        "00 02 00 01 00 02 ?? ?? ?? ?? 41 00 04 01 30 01 a0 a1 ff",
        { qemuSim: "00 01 00 00 00 02 ?? ?? ?? ?? 41 00 04 01 30 01 a0 a1 aa" },
      ],
      [
        "0a 43 00 00 ff ff 00 ff",
        "00 ff ff 04 00 02 00 00 00 60 20 00 04 01 30 01 a0 a1 aa",
        { qemuSim: "00 ff ff 04 00 02 ?? ?? ?? ?? 20 00 04 01 30 01 a0 a1 aa" },
      ],
      ["0a 43 {0a 42} 00 00 0a 02", "00 02 00 01 30", { qemuSim: "00 01 00 01 30" }],
    ],
  },
  {
    verdict: "configuration",
    because: "The request with a byte too many has taken ipmi_sim's first record.",
    rows: [["0a 46 {0a 42} 00 00", "00 01 00", { ipmiSim: "00 02 00" }]],
  },
  {
    verdict: "both",
    because:
      "§23.2: channel Fh, the present one, is no LAN: a field that is not valid, or C1h as ipmi_sim says of one without get_lan_parms (bmc_transport.c).",
    rows: [
      ["0c 02 0f 03 00 00", "cc", { ipmiSim: "c1" }],
      ["0c 01 0f 03 0a 00 00 02", "cc", { ipmiSim: "c1" }],
    ],
  },
  {
    verdict: "configuration",
    because: "Parameter 2, authentication types enabled by privilege: none are set in ipmi_sim's lan.conf.",
    rows: [["0c 02 01 02 00 00", "00 11 14 14 14 14 00", { ipmiSim: "00 11 00 00 00 00 00" }]],
  },
  {
    verdict: "ours",
    because: "§23.2: bit 7 of byte 1 asks for the revision of the parameter alone.",
    rows: [["0c 02 81 03 00 00", "00 11", { ipmiSim: "cc" }]],
  },
  {
    verdict: "both",
    because: "Two things are wrong: parameter 2 is read-only (82h), and the request is too short for it (C7h).",
    rows: [["0c 01 01 02 00", "c7", { ipmiSim: "82" }]],
  },
];
