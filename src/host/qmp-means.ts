/** QMP commands to a connected QEMU: for a guest without an IPMI device, which the VM protocol cannot reach. */
import type { HostAction } from "../bmc/host.ts";
import { HostError, type HostMeans } from "./host-means.ts";

export interface AskedQmp {
  readonly connected: boolean;
  ask(command: string): Promise<unknown>;
}

const COMMANDS: Readonly<Record<Exclude<HostAction, "powerOn">, string>> = {
  powerOff: "quit",
  reset: "system_reset",
  diagnosticInterrupt: "inject-nmi",
  softShutdown: "system_powerdown",
};

export function qmpMeans(qmp: AskedQmp): HostMeans {
  return {
    name: "QMP",
    canPowerOn: false,
    refusal: (action) => (action === "powerOn" || qmp.connected ? undefined : "QMP is not connected"),
    perform(action) {
      if (action === "powerOn" || !qmp.connected) return false;
      return ask(qmp, COMMANDS[action]);
    },
  };
}

async function ask(qmp: AskedQmp, command: string): Promise<void> {
  try {
    await qmp.ask(command);
  } catch (error) {
    // QEMU may end before its reply to quit is read.
    if (command === "quit" && !qmp.connected) return;
    throw new HostError(`QEMU refused: ${error instanceof Error ? error.message : String(error)}`);
  }
}
