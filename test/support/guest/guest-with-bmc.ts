/** A Linux guest at our daemon, started with the flags that `qemu-args` prints. */
import { defaultQemu } from "../../../src/cli/options/qemu-option.ts";
import type { Device } from "../../../src/cli/qemu/qemu-flags.ts";
import { runCli } from "../daemon/cli.ts";
import type { TestDaemon } from "../daemon/daemon.ts";
import type { GuestOptions } from "./guest-process.ts";
import { LinuxGuest } from "./linux-guest.ts";

export interface GuestWithBmcOptions extends Partial<GuestOptions> {
  /** For the daemon's first door. */
  readonly device: Device;
}

/** Boots the QEMU of EXTERN_BMC_QEMU, or the one given, and loads the kernel's IPMI drivers. */
export async function bootGuestWithBmc(
  daemon: Pick<TestDaemon, "addresses">,
  options: GuestWithBmcOptions,
): Promise<LinuxGuest> {
  const { device, qemu = defaultQemu(), flags = [], ...others } = options;
  const [address = ""] = daemon.addresses;
  const asked = await runCli(["qemu-args", "--json", "--qemu", qemu, "--listen", address, "--device", device]);
  if (asked.code !== 0) throw new Error(`extern-bmc qemu-args: ${asked.stderr}`);
  const guest = await LinuxGuest.boot({ qemu, flags: [...JSON.parse(asked.stdout), ...flags], ...others });
  await loadIpmiDrivers(guest);
  return guest;
}

/** The system interface's driver, then the one that gives /dev/ipmi0 to the tools. */
export async function loadIpmiDrivers(guest: LinuxGuest): Promise<void> {
  await guest.modprobe("ipmi_si");
  await guest.modprobe("ipmi_devintf");
}
