/** Starts a QEMU that stays, paused, while power is off: -action shutdown=pause. */
import type { AskQmp } from "./boot-devices.ts";
import { HostError, type HostMeans } from "./host-means.ts";

/** `chassis` learns of the reset that a start consists of. */
export function pausedQemu(
  qmp: { readonly connected: boolean; readonly ask: AskQmp },
  chassis: { resetAtStart(): void },
): HostMeans {
  const start = async () => {
    chassis.resetAtStart();
    try {
      await qmp.ask("system_reset");
      await qmp.ask("cont");
    } catch (error) {
      throw new HostError(`QEMU cannot be started again: ${(error as Error).message}`);
    }
  };
  return {
    name: "QMP",
    get canPowerOn() {
      return qmp.connected;
    },
    perform: (action) => action === "powerOn" && qmp.connected && start(),
  };
}
