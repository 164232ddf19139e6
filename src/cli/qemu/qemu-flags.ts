/**
 * Flags that connect QEMU to a door, in safe forms only. A chardev that is connected before the device is made crashes QEMU
 * 7.2 to 11.1 (chr_event() before the interface exists), so a client always reconnects, and a server never waits.
 */
import { resolve } from "node:path";
import type { MachineConfig } from "../../config/schema/schema.ts";
import { UsageError } from "../../service/errors.ts";
import {
  type Address,
  type FdAddress,
  formatAddress,
  formatDoor,
  isQemuDoor,
  parseDoor,
  type TcpAddress,
  type UnixAddress,
} from "../../transport/address.ts";

export const DEVICES = ["isa-ipmi-bt", "isa-ipmi-kcs", "pci-ipmi-bt", "pci-ipmi-kcs", "smbus-ipmi"] as const;
export type Device = (typeof DEVICES)[number];

type Interface = MachineConfig["systemInterface"];

/**
 * Devices of the doors that name an interface, in this order. A guest finds one ISA device of a kind, as two have the same
 * ports, and QEMU does not refuse the second.
 */
const NAMED: Readonly<Record<Interface, readonly Device[]>> = {
  bt: ["isa-ipmi-bt", "pci-ipmi-bt"],
  kcs: ["isa-ipmi-kcs", "pci-ipmi-kcs"],
  ssif: ["smbus-ipmi"],
};

/** Devices of the doors that name none, by the machine's interface. */
const UNNAMED: Readonly<Record<Interface, readonly Device[]>> = {
  bt: ["isa-ipmi-bt", "isa-ipmi-kcs", "pci-ipmi-bt", "pci-ipmi-kcs"],
  kcs: ["isa-ipmi-kcs", "isa-ipmi-bt", "pci-ipmi-kcs", "pci-ipmi-bt"],
  ssif: ["smbus-ipmi", "isa-ipmi-kcs", "pci-ipmi-kcs", "pci-ipmi-bt"],
};

/** Spellings of "reconnect every second": QEMU has the first up to 10.1, the second since 9.2. */
export const Reconnect = { Seconds: "reconnect=1", Milliseconds: "reconnect-ms=1000" } as const;
export type Reconnect = (typeof Reconnect)[keyof typeof Reconnect];

/** Default folder of QEMU's own certificates: ca-cert.pem, client-cert.pem, client-key.pem. */
export const TLS_DIRECTORY = "/etc/pki/qemu";

export interface FlagOptions {
  readonly reconnect: Reconnect;
  /** Devices of the doors, from the first. Further doors get one that suits their interface. */
  readonly devices?: readonly Device[];
  /** The interface of doors that name none. */
  readonly systemInterface: MachineConfig["systemInterface"];
  /** Folder with QEMU's own and trusted certificates, for tls: doors. */
  readonly tlsDirectory: string;
}

/** Returns the flags for doors. @throws UsageError when a door has no address that QEMU could use. */
export function qemuFlags(doors: readonly string[], options: FlagOptions): string[] {
  const settings = doors.map(parseDoor);
  const devices = devicesOf(
    settings.map((door) => door.interface),
    options,
  );
  return settings.flatMap(({ address }, index) => {
    const device = devices[index];
    if (device) return doorFlags(address, index, device, options);
    throw new UsageError(
      `${doors[index]}: the guest has a device for each of the other doors, and none is left for this one; ` +
        `give --device ${doors.length} times, each one of ${DEVICES.join(", ")}, or --listen for each door that you want`,
    );
  });
}

/** Returns the device of each door: the given one, one for its own interface, or one for the machine's. */
function devicesOf(
  interfaces: readonly (Interface | undefined)[],
  { devices: given = [], systemInterface }: FlagOptions,
): readonly (Device | undefined)[] {
  const taken = new Set(given);
  const free = (candidates: readonly Device[]) => {
    const device = candidates.find((candidate) => !taken.has(candidate));
    if (device) taken.add(device);
    return device;
  };
  const named = interfaces.map((wanted, index) => given[index] ?? (wanted && free(NAMED[wanted])));
  return named.map((device, index) => device ?? (interfaces[index] ? undefined : free(UNNAMED[systemInterface])));
}

/** Leaves out the doors of clients, at which no QEMU connects. */
export function qemuDoors(addresses: readonly string[]): readonly string[] {
  return addresses.filter(isQemuDoor);
}

/** Adds the interfaces that the doors name to the addresses at which they are served. */
export function withInterfaces(addresses: readonly string[], doors: readonly string[]): readonly string[] {
  return qemuDoors(addresses).map((text, index) => {
    const { address } = parseDoor(text);
    return formatDoor({ address, interface: parseDoor(doors[index] ?? text).interface });
  });
}

function doorFlags(
  address: Address,
  index: number,
  device: Device,
  { reconnect, tlsDirectory }: FlagOptions,
): string[] {
  const dialled = address.kind === "connect";
  const socket = dialled ? address.to : address;
  const tls = socket.kind === "tls" ? `bmc${index}-tls` : undefined;
  const chardev = [
    `socket,id=bmc${index}`,
    socketOptions(socket),
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

export function socketOptions(socket: UnixAddress | TcpAddress | FdAddress): string {
  if (socket.kind === "unix") return `path=${escapeCommas(resolve(socket.path))}`;
  if (socket.kind === "fd")
    throw new UsageError(
      `${formatAddress(socket)}: what address a descriptor has only its opener knows; give QEMU that one`,
    );
  if (socket.port === 0)
    throw new UsageError(`${formatAddress(socket)}: any port; take the one that serve's ready line names`);
  return `host=${REACHABLE[socket.host] ?? escapeCommas(socket.host)},port=${socket.port}`;
}

/** Addresses at which a local QEMU reaches a listener on all addresses. */
const REACHABLE: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/**
 * ISA devices use interrupt 5 by default, but two cannot share it: the second gets 7, the parallel port's, which no PCI
 * device uses. Not irq=0: Linux's ipmi_si ignores interfaces without an interrupt once it has found one with an interrupt.
 */
function deviceOptions(device: Device, index: number): string {
  if (device === "smbus-ipmi") return ",address=0x10";
  return device.startsWith("isa-") && index > 0 ? ",irq=7" : "";
}

/** Doubles commas, at which QEMU splits options. */
function escapeCommas(value: string): string {
  return value.replaceAll(",", ",,");
}

/** Quotes arguments as one line for a shell. */
export function shellLine(args: readonly string[]): string {
  return args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`)).join(" ");
}
