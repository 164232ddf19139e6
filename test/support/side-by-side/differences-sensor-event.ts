/** Where a peer answers event, sensor and PEF commands otherwise than we do: ipmi_sim (OpenIPMI 2.0.33, lanserv/), QEMU 7.2's ipmi-bmc-sim. */
import type { Difference } from "./difference.ts";

export const SENSOR_EVENT: readonly Difference[] = [
  {
    verdict: "ours",
    because:
      "§29.1: bit 0 of the receiver's slave address is 0. handle_set_event_receiver (bmc_sensor.c) drops it in silence.",
    rows: [["04 00 21 00", "cc", { ipmiSim: "00" }]],
  },
  {
    verdict: "both",
    because: "§29.3: event data 2 and 3 may be left out; QEMU's platform_event_msg asks for all eight bytes.",
    rows: [["04 02 41 04 01 30 01 a0 a1", "00", { qemuSim: "c7" }]],
  },
  {
    verdict: "configuration",
    because:
      "Two sensors in ours, the watchdog's is one; ipmi_sim counts those that have a device SDR (bmc_storage.c), here none.",
    rows: [
      ["04 20 00", "00 02 01", { ipmiSim: "00 00 00" }],
      ["04 20", "00 02 01", { ipmiSim: "00 00 00" }],
    ],
  },
  {
    verdict: "configuration",
    because: "Device SDRs of ipmi_sim are what device_sdr_add adds; here none.",
    rows: [["04 21 00 00 00 00 00 05", "00 02 00 01 00 51 02 23", { ipmiSim: "cb" }]],
  },
  {
    verdict: "ours",
    because:
      "§35.7: byte 2, kept for a hysteresis mask, is not optional. handle_get_sensor_hysteresis (bmc_sensor.c) asks for the sensor alone.",
    rows: [["04 25 01", "c7", { ipmiSim: "00 00 00" }]],
  },
  {
    verdict: "ours",
    because: "Table 5-2: CBh is the code for a sensor that is not present; the handlers of bmc_sensor.c answer CCh.",
    rows: [
      ["04 25 ff ff", "cb", { ipmiSim: "cc" }],
      ["04 24 ff ff 02 02", "cb", { ipmiSim: "cc" }],
      ["04 27 ff", "cb", { ipmiSim: "cc" }],
      ["04 26 ff 08 00 00 00 75 00 00", "cb", { ipmiSim: "cc" }],
      ["04 29 ff", "cb", { ipmiSim: "cc" }],
      ["04 28 ff c0", "cb", { ipmiSim: "cc" }],
      ["04 2a ff 00", "cb", { ipmiSim: "cc" }],
      ["04 2d ff", "cb", { ipmiSim: "cc" }],
      ["04 2f ff", "cb", { ipmiSim: "cc" }],
    ],
  },
  {
    verdict: "configuration",
    because: "QEMU has the watchdog's sensor 00h and no other.",
    rows: [
      ["04 29 01", "00 c0 80 0a 80 0a", { qemuSim: "cb" }],
      ["04 28 01 c0 00", "00", { qemuSim: "cb" }],
      ["04 28 01 c0", "00", { qemuSim: "cb" }],
      ["04 2b 01", "00 c0 00 00 00 00", { qemuSim: "cb" }],
      ["04 2a 01 00 00 00 00", "00", { qemuSim: "cb" }],
      ["04 2a 01 00 00 00 00 00", "00", { qemuSim: "cb" }],
      ["04 2a 01 00", "00", { qemuSim: "cb" }],
      ["04 2d 01", "00 60 c0 c0", { qemuSim: "cb" }],
      ["04 2f 01", "00 01 01", { qemuSim: "cb" }],
      ["04 2e 01 01 01", "00", { qemuSim: "cb" }],
      ["04 30 01 01 58 00", "00", { qemuSim: "cb" }],
      ["04 30 01 01 58", "00", { qemuSim: "cb" }],
    ],
  },
  {
    verdict: "ours",
    because:
      "§35.10: 00b in bits 5 and 4 of byte 2 leaves single events as they are, and bytes 3 to 6 are optional. handle_set_sensor_event_enable (bmc_sensor.c) returns without an answer then: what stood there goes out, C1h and bytes of its stack.",
    rows: [
      ["04 28 01 c0 00", "00", { ipmiSim: "c1 ?? ?? *" }],
      ["04 28 01 c0", "00", { ipmiSim: "c1 ?? ?? *" }],
    ],
  },
  {
    verdict: "both",
    because:
      "§35.14: of thresholds bits 7 and 6 of byte 4 are sent as 1, and ignored by who reads; byte 5 is of states, and optional. ipmi_sim sends them as 0, and byte 5.",
    rows: [["04 2d 01", "00 60 c0 c0", { ipmiSim: "00 60 c0 00 00" }]],
  },
  {
    verdict: "configuration",
    because: "Byte 3, bit 4 (§30.1): ipmi_sim says that it has OEM actions; ours has none.",
    rows: [["04 10", "00 51 2f 10", { ipmiSim: "00 51 3f 10" }]],
  },
  {
    verdict: "configuration",
    because: "Parameter 1, PEF control: ours begins with bit 2, the start-up delay, as §30.4 lets it be set.",
    rows: [["04 13 01 00 00", "00 11 04", { ipmiSim: "00 11 00" }]],
  },
];
