/** Where a peer answers application commands otherwise than we do: ipmi_sim (OpenIPMI 2.0.33, lanserv/), QEMU 7.2's ipmi-bmc-sim. */
import type { Difference } from "./difference.ts";

export const APP: readonly Difference[] = [
  {
    verdict: "configuration",
    because:
      "QEMU's properties of ipmi-bmc-sim set ID, revisions, maker and product alone: byte 3, bit 7, device SDRs, and byte 7, additional device support (07h: sensor, SDR repository, SEL), are fixed in get_device_id. §20.1: the four auxiliary bytes are optional.",
    rows: [
      ["06 01", "00 20 80 01 00 02 bf 00 00 00 00 00 00 00 00 00", { qemuSim: "00 20 00 01 00 02 07 00 00 00 00 00" }],
    ],
  },
  {
    verdict: "ours",
    because: "A request of another length is C7h, as of every command.",
    rows: [["06 4b 01 01 00", "c7", { ipmiSim: "c1" }]],
  },
  {
    verdict: "ours",
    because:
      "v2 §24.8: payloads are those of a session, which only the LAN has. ipmi_sim answers in-band too, and takes a byte more.",
    rows: [
      ["06 4e 01", "c1", { ipmiSim: "00 02 00 00 00 00 00 00 00" }],
      ["06 4e 01 00", "c7", { ipmiSim: "00 02 00 00 00 00 00 00 00" }],
    ],
  },
  {
    verdict: "ours",
    because: "§20.6: device power state 04h is reserved.",
    rows: [["06 06 80 84", "cc", { qemuSim: "00" }]],
  },
  {
    verdict: "ours",
    because:
      "§20.7: bit 7 of both states is reserved, and reserved bits are 0. get_acpi_power_state (ipmi_bmc_sim.c) sends what Set had, with its bit 7, which asks to set the state.",
    rows: [["06 07", "00 06 00", { qemuSim: "00 86 80" }]],
  },
  {
    verdict: "ours",
    because:
      "§27.6: the answer has no data. handle_set_watchdog_timer (bmc_app.c) leaves rdata_len as it was: bytes of its stack follow.",
    rows: [
      ["06 24 04 00 00 10 64 00", "00", { ipmiSim: "00 ?? ?? *" }],
      ["06 24 84 03 0a 3e 64 00", "00", { ipmiSim: "00 ?? ?? *" }],
    ],
  },
  {
    verdict: "configuration",
    because:
      "Action 3h is power cycle, which QEMU's BT interface cannot do (ipmi_do_hw_op); timer use 4h with pre-timeout 3h.",
    rows: [["06 24 84 03 0a 3e 64 00", "00", { qemuSim: "cc" }]],
  },
  {
    verdict: "ours",
    because:
      "§27.7: bytes 8 and 9 are the present countdown, which is the initial one after Set. handle_get_watchdog_timer (bmc_app.c) leaves them out; get_watchdog_timer (ipmi_bmc_sim.c) has 0 until the timer is started by Reset.",
    rows: [
      [
        "06 25",
        "00 04 00 00 00 64 00 64 00",
        { ipmiSim: "00 04 00 00 00 64 00", qemuSim: "00 04 00 00 00 64 00 00 00" },
      ],
    ],
  },
  {
    verdict: "ours",
    because:
      "§22.7: the BMC is a controller at 20h and answers for itself. send_msg (ipmi_bmc_sim.c) knows address 40h alone, and has 83h (NAK) for the rest.",
    rows: [
      ["06 34 00 20 18 c8 20 02 01 dd 00", "00", { qemuSim: "83" }],
      ["06 34 00 20 18 c8 20 02 01 dd", "00", { qemuSim: "83" }],
    ],
  },
  {
    verdict: "ours",
    because:
      "§22.6: what the message that was sent is answered waits in the queue. QEMU sent none; ipmi_sim gave it to the request with a byte too many, which is refused.",
    rows: [["06 33", "00 00 1e c2 20 00 01 c7 18", { ipmiSim: "80", qemuSim: "80" }]],
  },
  {
    verdict: "configuration",
    because: "ipmi_sim 2.0.33 has no Platform Event command to make an event by.",
    rows: [["06 35", "00 03 00 02 ?? ?? ?? ?? 41 00 04 01 30 01 a0 a1 aa", { ipmiSim: "80" }]],
  },
  {
    verdict: "ours",
    because:
      "§22.8, §29.3: an event that is received goes to the event message buffer where that is enabled; platform_event_msg (ipmi_bmc_sim.c) puts it into the SEL alone.",
    rows: [["06 35", "00 03 00 02 ?? ?? ?? ?? 41 00 04 01 30 01 a0 a1 aa", { qemuSim: "80" }]],
  },
  {
    verdict: "ours",
    because:
      "Table 5-2: CCh is for a field that is not valid, CBh for a sensor, data or record that is not present; a channel is a field.",
    rows: [
      ["06 40 0b 82 44", "cc", { ipmiSim: "cb" }],
      ["06 42 0b", "cc", { ipmiSim: "cb" }],
    ],
  },
  {
    verdict: "ours",
    because: "§22.22: 82h for a channel that is session-less, as the system interface is.",
    rows: [["06 40 0f 80 04", "82", { ipmiSim: "c1" }]],
  },
  {
    verdict: "ours",
    because: "§22.23: 82h for a channel that is session-less, as the system interface is.",
    rows: [["06 41 0f 40", "82", { ipmiSim: "00 02 00" }]],
  },
  {
    verdict: "configuration",
    because:
      "ipmi_sim's channel 15 is a serial port to it: medium 5h, protocol 9h (tables 6-2 and 6-3); ours is what QEMU's guest has, a system interface (0Ch) of BT (08h). Bytes 9 and 10 are then its interrupts, FFh for none (§22.24).",
    rows: [
      ["06 42 0f", "00 0f 0c 08 00 f2 1b 00 ff ff", { ipmiSim: "00 0f 05 09 00 f2 1b 00 00 00" }],
      ["06 42 0e", "00 0f 0c 08 00 f2 1b 00 ff ff", { ipmiSim: "00 0f 05 09 00 f2 1b 00 00 00" }],
    ],
  },
  {
    verdict: "both",
    because: "§22.24: bits 7 to 4 are reserved: not looked at, or refused.",
    rows: [["06 42 1f", "00 0f 0c 08 00 f2 1b 00 ff ff", { ipmiSim: "cc" }]],
  },
  {
    verdict: "both",
    because:
      "§22.26 to §22.30: user 0 is reserved: a parameter out of range (C9h), or a field that is not valid (CCh).",
    rows: [
      ["06 43 91 00 04 00", "c9", { ipmiSim: "cc" }],
      ["06 44 01 00", "c9", { ipmiSim: "cc" }],
      ["06 45 00 61 62 63 00 00 00 00 00 00 00 00 00 00 00 00 00", "c9", { ipmiSim: "cc" }],
      ["06 46 00", "c9", { ipmiSim: "cc" }],
      ["06 47 00 01", "c9", { ipmiSim: "cc" }],
    ],
  },
  {
    verdict: "ours",
    because:
      "§22.26, §22.27: there is no channel Bh. handle_set_user_access and handle_get_user_access (bmc_app.c) do not look.",
    rows: [
      ["06 43 8b 02 04 00", "cc", { ipmiSim: "00" }],
      ["06 44 0b 02", "cc", { ipmiSim: "00 3f 01 00 14" }],
    ],
  },
  {
    verdict: "configuration",
    because:
      "Byte 3, count of enabled users: handle_set_user_access made user 2 valid through channel Bh, which is not there; bits 7 and 6, user 2 is disabled, are of v2 (§22.27), reserved before. Byte 4, fixed names: user 1 counts always (§22.27), with ipmi_sim when it is enabled.",
    rows: [["06 44 01 02", "00 3f 80 01 14", { ipmiSim: "00 3f 01 00 14" }]],
  },
  {
    verdict: "ours",
    because: "§22.30: 80h for a password that is not the one; handle_set_user_password (bmc_app.c) compares nothing.",
    rows: [["06 47 02 03 70 78 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "80", { ipmiSim: "00" }]],
  },
];
