/** How ipmi_sim's lan.conf has the machine switched: chassis_control and startcmd, ipmi_lan(5). */
import { expect, it } from "vitest";
import { readLanConf } from "../../../src/import/ipmi-sim/lan-conf.ts";
import { Notes } from "../../../src/import/notes.ts";

function imported(text: string) {
  const notes = new Notes();
  const { settings } = readLanConf("lan.conf", `set_working_mc 0x20\n${text}`, 0x20, notes);
  return { power: settings["power"], notes: notes.lines };
}

it("makes power.command of chassis_control, and power.start of startcmd", () => {
  expect(imported('chassis_control "./chassis.sh 0x20"')).toEqual({
    power: { command: "./chassis.sh 0x20" },
    notes: [],
  });
  expect(imported('startcmd "qemu-system-x86_64 disk.img"')).toEqual({
    power: { start: "qemu-system-x86_64 disk.img" },
    notes: [],
  });
});

it("prefers chassis_control, as ipmi_sim does", () => {
  const { power } = imported('startcmd "qemu"\nchassis_control "prog"');
  expect(power).toEqual({ command: "prog" });
});

it("says what replaces startnow and the times of a power-off", () => {
  expect(imported("startnow true\npoweroff_wait 60\nkill_wait 20").notes).toEqual([
    "lan.conf:2: startnow: dropped: chassis.powerRestorePolicy alwaysOn starts the machine with the daemon",
    "lan.conf:3: poweroff_wait: dropped: power off ends QEMU at once; soft off lets the guest end by itself",
    "lan.conf:4: kill_wait: dropped: power off ends QEMU at once, by the VM protocol",
  ]);
});
