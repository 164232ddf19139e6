/** Where the guest finds its BMC: QEMU's device, the interface that it has, and the bus that it is on. */
import type { LabInterface } from "./host.ts";
import type { IpmiDevice } from "./qemu/ipmi-device.ts";

interface Place {
  readonly device: IpmiDevice;
  readonly interface: LabInterface;
  readonly bus: Bus;
}

export const BUSES = ["isa", "pci", "smbus"] as const;
export type Bus = (typeof BUSES)[number];

export const ATTACHMENTS = {
  bt: { device: "isa-ipmi-bt", interface: "bt", bus: "isa" },
  kcs: { device: "isa-ipmi-kcs", interface: "kcs", bus: "isa" },
  "pci-bt": { device: "pci-ipmi-bt", interface: "bt", bus: "pci" },
  "pci-kcs": { device: "pci-ipmi-kcs", interface: "kcs", bus: "pci" },
  ssif: { device: "smbus-ipmi", interface: "ssif", bus: "smbus" },
} as const satisfies Record<string, Place>;

/** The lab's name of a device, such as "pci-bt". A device on the ISA bus has the name of its interface. */
export type Attachment = keyof typeof ATTACHMENTS;
export const ATTACHMENT_NAMES = Object.keys(ATTACHMENTS) as readonly Attachment[];
