/** Where a peer answers chassis commands otherwise than we do: ipmi_sim (OpenIPMI 2.0.33, lanserv/), QEMU 7.2's ipmi-bmc-sim. */
import type { Difference } from "./difference.ts";

export const CHASSIS: readonly Difference[] = [
  {
    verdict: "configuration",
    because:
      "Byte 2 are capabilities: ours has diagnostic interrupt and front panel lock-out. §28.1 makes byte 7, the bridge's address, optional; handle_get_chassis_capabilities (bmc_chassis.c) leaves rdata_len as it was: bytes of its stack follow.",
    rows: [["00 00", "00 06 20 20 20 20 20", { ipmiSim: "00 00 20 20 20 20 00 00 *", qemuSim: "00 00 20 20 20 20" }]],
  },
  {
    verdict: "ours",
    because:
      "§28.2: byte 2 has the restore policy, byte 3 the last event, byte 4 the identify state, byte 5 the front panel. handle_get_chassis_status (bmc_chassis.c) knows of the power alone.",
    rows: [["00 01", "00 21 00 40 f0", { ipmiSim: "00 01 00 00" }]],
  },
  {
    verdict: "configuration",
    because:
      "Byte 2: QEMU says restore policy unknown (11b), ours always off; byte 4: its identify state is not supported; byte 5 is optional by §28.2.",
    rows: [["00 01", "00 21 00 40 f0", { qemuSim: "00 61 00 00 00" }]],
  },
  {
    verdict: "ours",
    because:
      "§28.3 reserves operations 6h to Fh. handle_chassis_control (bmc_chassis.c) has no default case, and Eh and Fh of its own.",
    rows: [
      ["00 02 06", "cc", { ipmiSim: "00" }],
      ["00 02 0b", "cc", { ipmiSim: "00" }],
      ["00 02 0f", "cc", { ipmiSim: "00" }],
    ],
  },
  {
    verdict: "both",
    because:
      "§28.3 makes the diagnostic interrupt optional: ipmi_sim has none, QEMU's interfaces neither (ipmi_do_hw_op, hw/ipmi/ipmi.c).",
    rows: [["00 02 04", "00", { ipmiSim: "cc", qemuSim: "d5" }]],
  },
  {
    verdict: "both",
    because:
      "§28.3 Power up to a machine that is on: nothing to do, or D5h of QEMU's ipmi_do_hw_op (hw/ipmi/ipmi.c), which has no power-up. Power down, cycle and reset differ in what they do, not in the answer.",
    rows: [["00 02 01", "00", { qemuSim: "d5" }]],
  },
  {
    verdict: "configuration",
    because: "handle_chassis_identify (bmc_chassis.c) needs a chassis_control program, which is not set.",
    rows: [
      ["00 04 01", "00", { ipmiSim: "cc" }],
      ["00 04 01 00", "00", { ipmiSim: "cc" }],
      ["00 04 ff 03", "00", { ipmiSim: "cc" }],
    ],
  },
  {
    verdict: "configuration",
    because:
      "get_ and set_system_boot_options (bmc_chassis.c) keep the boot flags, parameter 5, by a chassis_control program, which is not set.",
    rows: [
      ["00 08 05 80 04 00 00 00", "00", { ipmiSim: "cc" }],
      ["00 09 05 00 00", "00 01 05 80 04 00 00 00", { ipmiSim: "cc" }],
    ],
  },
  {
    verdict: "ours",
    because:
      "§28.13: parameter 4 has two bytes, a write mask and the boot initiator's acknowledge; get_system_boot_options (bmc_chassis.c) sends none.",
    rows: [["00 09 04 00 00", "00 01 04 00 00", { ipmiSim: "00 01 04" }]],
  },
  {
    verdict: "ours",
    because:
      "§28.13 has parameters 0 to 7, and 80h for one that is not supported; bmc_chassis.c has 1, 3 (to write), 4 and 5, and CCh.",
    rows: [
      ["00 08 7f 00", "80", { ipmiSim: "cc" }],
      ["00 08 00 01", "00", { ipmiSim: "cc" }],
      ["00 08 00 00", "00", { ipmiSim: "cc" }],
      ["00 09 7f 00 00", "80", { ipmiSim: "cc" }],
      ["00 09 00 00 00", "00 01 00 00", { ipmiSim: "cc" }],
      ["00 09 02 00 00", "00 01 02 00", { ipmiSim: "cc" }],
      ["00 09 03 00 00", "00 01 03 1f", { ipmiSim: "cc" }],
      ["00 09 06 00 00", "00 01 06 00 00 00 00 00 00 00 00 00", { ipmiSim: "cc" }],
      ["00 09 07 00 00", "00 01 07 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", { ipmiSim: "cc" }],
    ],
  },
  {
    verdict: "ours",
    because: "§28.13: bit 7 is reserved, so parameter 0 is meant; ipmi_sim takes it for one of its own.",
    rows: [["00 09 80 00 00", "00 01 00 00", { ipmiSim: "cc" }]],
  },
  {
    verdict: "ours",
    because: "chassis_cmds (ipmi_bmc_sim.c) has Get System Restart Cause at 09h; §28.11 has it at 07h (appendix G).",
    rows: [
      ["00 09 7f 00 00", "80", { qemuSim: "00 00 00" }],
      ["00 09 05 00 00", "00 01 05 80 04 00 00 00", { qemuSim: "00 00 00" }],
      ["00 09 00 00 00", "00 01 00 00", { qemuSim: "00 00 00" }],
      ["00 09 02 00 00", "00 01 02 00", { qemuSim: "00 00 00" }],
      ["00 09 03 00 00", "00 01 03 1f", { qemuSim: "00 00 00" }],
      ["00 09 04 00 00", "00 01 04 00 00", { qemuSim: "00 00 00" }],
      ["00 09 06 00 00", "00 01 06 00 00 00 00 00 00 00 00 00", { qemuSim: "00 00 00" }],
      ["00 09 07 00 00", "00 01 07 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", { qemuSim: "00 00 00" }],
      ["00 09 80 00 00", "00 01 00 00", { qemuSim: "00 00 00" }],
      ["00 09 05 00", "c7", { qemuSim: "00 00 00" }],
      ["00 09 01 00 00", "00 01 01 00", { qemuSim: "00 00 00" }],
    ],
  },
];
