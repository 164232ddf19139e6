/** QEMU's IPMI devices with I/O ports: the interface of each, and the address of its registers. */
import { BT_BASE } from "./bt.ts";
import { KCS_BASE } from "./kcs.ts";
import { findPciDevice } from "./pci.ts";
import type { WidePortIo } from "./port-io.ts";

export const IPMI_DEVICES = ["isa-ipmi-bt", "isa-ipmi-kcs", "pci-ipmi-bt", "pci-ipmi-kcs"] as const;
export type IpmiDevice = (typeof IPMI_DEVICES)[number];

export const INTERFACE_OF = {
  "isa-ipmi-bt": "bt",
  "isa-ipmi-kcs": "kcs",
  "pci-ipmi-bt": "bt",
  "pci-ipmi-kcs": "kcs",
} as const satisfies Record<IpmiDevice, "bt" | "kcs">;

/** Both PCI devices have this id; they differ in their programming interface. */
const PCI_ID = { vendor: 0x1234, device: 0x1112 };
/** A port range that is free in a pc machine whose firmware has configured no device. */
const PCI_IO_BASE = 0xc100;

/**
 * Returns the first port of the device's registers. Configures a PCI device for it; call it again after a machine
 * reset.
 */
export async function locateRegisters(io: WidePortIo, device: IpmiDevice): Promise<number> {
  if (device === "isa-ipmi-bt") return BT_BASE;
  if (device === "isa-ipmi-kcs") return KCS_BASE;
  const pci = await findPciDevice(io, PCI_ID);
  await pci.mapBar0(PCI_IO_BASE);
  return PCI_IO_BASE;
}
