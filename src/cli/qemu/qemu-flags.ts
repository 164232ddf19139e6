/**
 * The flags that make QEMU use a door. Only forms that are safe: a chardev that is connected when the device is made
 * kills QEMU 7.2 (chr_event() before the interface is there), so a client always reconnects, and a server never waits.
 */
import { resolve } from "node:path";
import type { MachineConfig } from "../../config/schema/schema.ts";
import { UsageError } from "../../service/errors.ts";
import { type FdAddress, parseAddress, type TcpAddress, type UnixAddress } from "../../transport/address.ts";

export const DEVICES = ["isa-ipmi-bt", "isa-ipmi-kcs", "pci-ipmi-bt", "pci-ipmi-kcs", "smbus-ipmi"] as const;
export type Device = (typeof DEVICES)[number];

/** Devices of a machine's first and second door, by the interface that the configuration names. */
const DEVICES_FOR: Readonly<Record<MachineConfig["systemInterface"], readonly Device[]>> = {
  bt: ["isa-ipmi-bt", "isa-ipmi-kcs"],
  kcs: ["isa-ipmi-kcs", "isa-ipmi-bt"],
  ssif: ["smbus-ipmi", "isa-ipmi-kcs"],
};

/** How a QEMU spells "connect again every second": the first up to 10.1, the second since 9.2. */
export const Reconnect = { Seconds: "reconnect=1", Milliseconds: "reconnect-ms=1000" } as const;
export type Reconnect = (typeof Reconnect)[keyof typeof Reconnect];

/** The usual place of QEMU's own certificates: ca-cert.pem, client-cert.pem, client-key.pem. */
export const TLS_DIRECTORY = "/etc/pki/qemu";

export interface FlagOptions {
  readonly reconnect: Reconnect;
  /** Device of each door, from the first. Doors past the end get one that suits `systemInterface`. */
  readonly devices?: readonly Device[];
  readonly systemInterface: MachineConfig["systemInterface"];
  /** Folder with the certificates that QEMU shows and trusts, for tls: doors. */
  readonly tlsDirectory: string;
}

/** @throws UsageError when a door has no address that QEMU could be told. */
export function qemuFlags(addresses: readonly string[], options: FlagOptions): string[] {
  return addresses.flatMap((address, index) => {
    const device = options.devices?.[index] ?? DEVICES_FOR[options.systemInterface][index];
    if (!device) throw new UsageError(`${address}: which device is this door for? Give --device for each of the doors`);
    return doorFlags(address, index, device, options);
  });
}

function doorFlags(text: string, index: number, device: Device, { reconnect, tlsDirectory }: FlagOptions): string[] {
  const address = parseAddress(text);
  const dialled = address.kind === "connect";
  const socket = dialled ? address.to : address;
  const tls = socket.kind === "tls" ? `bmc${index}-tls` : undefined;
  const chardev = [
    `socket,id=bmc${index}`,
    socketOptions(socket, text),
    ...(tls ? [`tls-creds=${tls}`] : []),
    dialled ? "server=on,wait=off" : reconnect,
  ];
  const endpoint = dialled ? "server" : "client";
  return [
    ...(tls ? ["-object", `tls-creds-x509,id=${tls},dir=${escapeCommas(tlsDirectory)},endpoint=${endpoint}`] : []),
    "-chardev",
    chardev.join(","),
    "-device",
    `ipmi-bmc-extern,id=ipmi${index},chardev=bmc${index}`,
    "-device",
    `${device},bmc=ipmi${index}${deviceOptions(device, index)}`,
  ];
}

function socketOptions(socket: UnixAddress | TcpAddress | FdAddress, text: string): string {
  if (socket.kind === "unix") return `path=${escapeCommas(resolve(socket.path))}`;
  if (socket.kind === "fd")
    throw new UsageError(`${text}: what address a descriptor has only its opener knows; give QEMU that one`);
  if (socket.port === 0) throw new UsageError(`${text}: any port; take the one that serve's ready line names`);
  return `host=${REACHABLE[socket.host] ?? escapeCommas(socket.host)},port=${socket.port}`;
}

/** Where a QEMU on this machine finds a listener on all addresses. */
const REACHABLE: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/**
 * The ISA devices have line 5 by default, which each sets without regard to another: the second gets the parallel port's,
 * which no PCI device uses. Not irq=0: Linux's ipmi_si leaves out those without a line where it has found one with.
 */
function deviceOptions(device: Device, index: number): string {
  if (device === "smbus-ipmi") return ",address=0x10";
  return device.startsWith("isa-") && index > 0 ? ",irq=7" : "";
}

/** QEMU splits options at commas; a doubled one is a comma. */
function escapeCommas(value: string): string {
  return value.replaceAll(",", ",,");
}

/** Arguments as one line for a shell. */
export function shellLine(args: readonly string[]): string {
  return args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`)).join(" ");
}
