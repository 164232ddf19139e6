/** The devices that boot flags can name and a machine's boot order can put first (IPMI §28.13, parameter 5). */
export const BOOT_DEVICES = ["network", "disk", "cdrom"] as const;
export type BootDevice = (typeof BOOT_DEVICES)[number];

/**
 * Devices by the boot device selector. The other selectors are for firmware only: a diagnostic partition (4h), BIOS setup
 * (6h), floppies and other removable media.
 */
const BY_SELECTOR: Readonly<Record<number, BootDevice>> = {
  1: "network",
  2: "disk",
  // The default disk, in safe mode.
  3: "disk",
  5: "cdrom",
  // Remotely connected media.
  8: "cdrom",
  11: "disk",
};

export function bootDeviceOf(selector: number): BootDevice | undefined {
  return BY_SELECTOR[selector];
}
