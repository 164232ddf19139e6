/** QEMU's VM protocol: control commands to a connected QEMU that announced them. It cannot start a machine. */
import type { HostAction } from "../bmc/host.ts";
import { Control } from "../wire/vm-control.ts";
import type { HostMeans } from "./host-means.ts";

const CONTROL_FOR: Readonly<Record<Exclude<HostAction, "powerOn">, Control>> = {
  powerOff: Control.PowerOff,
  reset: Control.Reset,
  diagnosticInterrupt: Control.SendNmi,
  softShutdown: Control.GracefulShutdown,
};

/** `send`: sends a control command to a QEMU that can obey it; returns false when none can. */
export function vmProtocol(send: (code: Control) => boolean): HostMeans {
  return {
    name: "VM protocol",
    canPowerOn: false,
    refusal: (action) => (action === "powerOn" ? undefined : `no connected QEMU supports ${action}`),
    perform: (action) => action !== "powerOn" && send(CONTROL_FOR[action]),
  };
}
