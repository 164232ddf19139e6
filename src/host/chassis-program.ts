/**
 * A program with the contract of ipmi_sim's `chassis_control`: "PROGRAM get power" prints power:0 or power:1, and
 * "PROGRAM set power 1", "set power 0", "set reset 1" and "set shutdown 1" act, "set boot pxe" chooses a boot device, and
 * `set identify "15 0"` switches the identify light on for 15 s, `"0 1"` for good. The shell runs it, as in ipmi_sim.
 */
import type { BootDevice } from "../bmc/chassis/boot-device.ts";
import type { HostAction } from "../bmc/host.ts";
import { HostError } from "./host-means.ts";
import { runProgram } from "./program.ts";
import type { ProgramActions } from "./program-means.ts";

const SETTINGS: Readonly<Partial<Record<HostAction, string>>> = {
  powerOn: 'power "1"',
  powerOff: 'power "0"',
  reset: 'reset "1"',
  softShutdown: 'shutdown "1"',
};

/** ipmi_sim's words for boot devices: its default is the disk. */
const BOOT_WORDS: Readonly<Record<BootDevice, string>> = { network: "pxe", disk: "default", cdrom: "cdrom" };

/** @param env variables for the program, besides the daemon's own */
export function chassisProgram(command: string, env: Readonly<Record<string, string>>): ProgramActions {
  const run = (rest: string) => {
    const line = `${command} ${rest}`;
    return runProgram({ file: "/bin/sh", args: ["-c", line], line, env });
  };
  return {
    name: "power.command",
    act(action) {
      const setting = SETTINGS[action];
      return setting === undefined ? undefined : async () => void (await run(`set ${setting}`));
    },
    async boot(device) {
      await run(`set boot "${device === undefined ? "none" : BOOT_WORDS[device]}"`);
    },
    async identify({ seconds, indefinite }) {
      await run(`set identify "${seconds} ${indefinite ? 1 : 0}"`);
    },
    async isOn() {
      const printed = await run("get power");
      const [, value] = /^power:\s*(\S+)\s*$/m.exec(printed) ?? [];
      const number = Number(value);
      if (value !== undefined && Number.isInteger(number)) return number !== 0;
      throw new HostError(`${command} get power: printed ${JSON.stringify(printed)}; expected power:0 or power:1`);
    },
  };
}
