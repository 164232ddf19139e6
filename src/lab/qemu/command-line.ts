/** The command line of a QEMU that has an IPMI device, a BMC behind a socket, and a guest that only halts. */
import { LabError } from "../lab-error.ts";
import type { IpmiDevice } from "./ipmi-device.ts";
import type { QemuBinary } from "./qemu-binary.ts";
import { SSIF_ADDRESS } from "./ssif.ts";

/** The chardev to the BMC, as QMP's query-chardev names it. */
export const BMC_CHARDEV = "bmc-link";

export interface CommandLineOptions {
  readonly binary: QemuBinary;
  readonly device: IpmiDevice;
  /** Address of the BMC: `unix:PATH` or `tcp:HOST:PORT` (IPv6 in brackets). */
  readonly address: string;
  /** "connect": the BMC listens at the address. "listen": QEMU listens there. */
  readonly role: "connect" | "listen";
  readonly biosPath: string;
  /** Path of the lab's listening socket for qtest; `qmpPath` is the same for QMP. */
  readonly qtestPath: string;
  readonly qmpPath: string;
  /** Arguments appended unchanged. */
  readonly extraArgs?: readonly string[];
}

/** QEMU's arguments. Throws `LabError` "start" on an address that a chardev cannot have. */
export function qemuArguments(options: CommandLineOptions): string[] {
  const { binary, device, qtestPath, qmpPath } = options;
  // A client that is connected before the device is created crashes QEMU 7.2 to 11.1; with reconnect it connects later.
  const way = options.role === "listen" ? "server=on,wait=off" : binary.reconnect;
  return [
    ...["-machine", device === "smbus-ipmi" ? "q35" : "pc", "-m", "16", "-nodefaults", "-display", "none"],
    ...(binary.qtestAccelerator ? ["-accel", "qtest"] : TCG_WITH_VIRTUAL_TIME),
    ...["-bios", options.biosPath],
    ...["-qtest", `unix:${escapeCommas(qtestPath)}`, "-qtest-log", "none"],
    // Not -mon, which QEMU 11.1 deprecates.
    ...["-qmp", `unix:${escapeCommas(qmpPath)}`],
    ...["-chardev", `socket,id=${BMC_CHARDEV},${socketOptions(options.address)},${way}`],
    ...["-device", `ipmi-bmc-extern,id=bmc,chardev=${BMC_CHARDEV}`],
    ...["-device", `${device},id=ipmi,bmc=bmc${device === "smbus-ipmi" ? `,address=${SSIF_ADDRESS}` : ""}`],
    ...(options.extraArgs ?? []),
  ];
}

/**
 * Replacement for the qtest accelerator. While the machine is paused, virtual time stands still. While it runs, the
 * guest halts and time leaps from timer to timer, until the watchdog's timer pauses it (see watchdog-time.ts).
 */
const TCG_WITH_VIRTUAL_TIME = [
  ...["-accel", "tcg", "-S", "-icount", "shift=0,sleep=off"],
  ...["-device", "i6300esb", "-action", "watchdog=pause"],
];

function socketOptions(address: string): string {
  const unix = /^unix:(.+)$/.exec(address);
  if (unix?.[1] !== undefined) return `path=${escapeCommas(unix[1])}`;
  const tcp = /^tcp:(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(address);
  const host = tcp?.[1] ?? tcp?.[2];
  if (host !== undefined) return `host=${host},port=${tcp?.[3]},nodelay=on`;
  throw new LabError("start", `expected unix:PATH or tcp:HOST:PORT, got "${address}"`);
}

/** Doubles commas, QEMU's escape for a comma in an option. */
export function escapeCommas(text: string): string {
  return text.replaceAll(",", ",,");
}
