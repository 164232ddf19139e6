/** QEMU's IPMI devices: the interface of each, and the address of its registers. */
import type { LabInterface } from "../host.ts";
import { BT_BASE } from "./bt.ts";
import { KCS_BASE } from "./kcs.ts";
import { BAR_0, findPciDevice } from "./pci.ts";
import type { WidePortIo } from "./port-io.ts";
import { enableSmbus } from "./smbus.ts";

export const IPMI_DEVICES = ["isa-ipmi-bt", "isa-ipmi-kcs", "pci-ipmi-bt", "pci-ipmi-kcs", "smbus-ipmi"] as const;
export type IpmiDevice = (typeof IPMI_DEVICES)[number];

export const INTERFACE_OF = {
  "isa-ipmi-bt": "bt",
  "isa-ipmi-kcs": "kcs",
  "pci-ipmi-bt": "bt",
  "pci-ipmi-kcs": "kcs",
  "smbus-ipmi": "ssif",
} as const satisfies Record<IpmiDevice, LabInterface>;

/** Both PCI devices have this id; they differ in their programming interface. */
const PCI_ID = { vendor: 0x1234, device: 0x1112 };
/** A port range that is free in a pc or q35 machine whose firmware has configured no device. */
const PCI_IO_BASE = 0xc100;

/**
 * Returns the first port of the device's registers, or of the SMBus controller that it hangs on. Configures a PCI device
 * for it; call it again after a machine reset.
 */
export async function locateRegisters(io: WidePortIo, device: IpmiDevice): Promise<number> {
  if (device === "isa-ipmi-bt") return BT_BASE;
  if (device === "isa-ipmi-kcs") return KCS_BASE;
  if (device === "smbus-ipmi") await enableSmbus(io, PCI_IO_BASE);
  else await mapPciDevice(io);
  return PCI_IO_BASE;
}

async function mapPciDevice(io: WidePortIo): Promise<void> {
  const pci = await findPciDevice(io, PCI_ID);
  await pci.mapBar(BAR_0, PCI_IO_BASE);
}
