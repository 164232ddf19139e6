import type { Machine } from "../../machine.ts";
import type { BOOT_DEVICES } from "../calls/boot.ts";
import type { ResultOf } from "../calls.ts";
import { type CallHandler, machineOf } from "../handler.ts";

type Device = (typeof BOOT_DEVICES)[number];

/** Device selectors of parameter 5, data 2, bits 5:2. */
const SELECTORS: Readonly<Record<Device, number>> = {
  ...{ none: 0, pxe: 1, disk: 2, safe: 3, diag: 4, cdrom: 5, bios: 6, floppy: 15 },
};

/** Other selectors that IPMI clients can set: remote media. */
const OTHERS: Readonly<Record<number, Device>> = { 7: "floppy", 8: "cdrom", 9: "floppy", 11: "disk" };

export const bootGet: CallHandler<"boot.get"> = (daemon, given) => bootOf(machineOf(daemon, given));

export const bootSet: CallHandler<"boot.set"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const { device, persistent = false, efi } = given;
  machine.operate(({ chassis: { bootOptions } }) => {
    const { flags } = bootOptions.values;
    const valid = device !== "none";
    bootOptions.override({
      ...flags,
      options: { valid, persistent: valid && persistent, efi: efi ?? flags.options.efi },
      device: { ...flags.device, selector: SELECTORS[device] },
    });
  });
  return bootOf(machine);
};

function bootOf({ bmc, host }: Machine): ResultOf<"boot.get"> {
  const { isPending, values } = bmc.chassis.bootOptions;
  const { options, device } = values.flags;
  return {
    device: isPending ? deviceOf(device.selector) : "none",
    persistent: isPending && options.persistent,
    efi: options.efi,
    setsBootOrder: host.choosesBootDevice,
  };
}

function deviceOf(selector: number): Device {
  const [device] = Object.entries(SELECTORS).find(([, each]) => each === selector) ?? [];
  return (device as Device | undefined) ?? OTHERS[selector] ?? "none";
}

export const bootHandlers = {
  "boot.get": bootGet,
  "boot.set": bootSet,
};
