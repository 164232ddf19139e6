/** Boot options: the devices of the machine's own boot order, as configured. Nothing can change it from here. */
import type { BootDevice } from "../../bmc/chassis/boot-device.ts";
import type { Machine } from "../../machine.ts";
import type { Endpoint } from "../endpoint.ts";
import { collection, type Json, link, resource, SYSTEM } from "../resource.ts";

const AT = `${SYSTEM}/BootOptions`;

const DEVICES: Readonly<Record<BootDevice, { readonly alias: string; readonly name: string }>> = {
  network: { alias: "Pxe", name: "Network" },
  disk: { alias: "Hdd", name: "Disk" },
  cdrom: { alias: "Cd", name: "CD drive" },
};

export interface BootOption {
  readonly id: string;
  readonly device: BootDevice;
}

export function optionsOf({ bmc }: Machine): readonly BootOption[] {
  return bmc.options.bios.bootOrder.map((device, index) => ({ id: `Boot000${index + 1}`, device }));
}

/** Properties of the system's `Boot`. */
export function bootOrderOf(machine: Machine): Json {
  const options = optionsOf(machine);
  return options.length > 0 ? { BootOptions: link(AT), BootOrder: options.map(({ id }) => id) } : {};
}

export const bootOptionEndpoints: readonly Endpoint[] = [
  {
    path: AT,
    get({ service: { machine } }) {
      const paths = optionsOf(machine).map(({ id }) => `${AT}/${id}`);
      return paths.length > 0 ? collection(AT, "BootOptionCollection", "Boot Options", paths) : undefined;
    },
  },
  {
    path: `${AT}/:option`,
    get({ service: { machine }, params }) {
      const option = optionsOf(machine).find(({ id }) => id === params["option"]);
      if (!option) return undefined;
      const { id } = option;
      const { alias, name } = DEVICES[option.device];
      return resource(
        { at: `${AT}/${id}`, schema: "BootOption", id, name },
        { BootOptionReference: id, DisplayName: name, Alias: alias, BootOptionEnabled: true },
      );
    },
  },
];
