/** Addresses of doors: the text that --listen and the configuration's listen take, and its parts. */
import { isIPv6 } from "node:net";
import { INTERFACE_KINDS, type InterfaceKind } from "../ipmi/channel.ts";
import { DoorError } from "./door-error.ts";

export type UnixAddress = { readonly kind: "unix"; readonly path: string };
export type TcpAddress = { readonly kind: "tcp" | "tls"; readonly host: string; readonly port: number };
export type FdAddress = { readonly kind: "fd"; readonly fd: number };
export type DialAddress = { readonly kind: "connect"; readonly to: UnixAddress | TcpAddress };
export type Address = UnixAddress | TcpAddress | FdAddress | DialAddress;

/** A door's address, and the system interface that the door is for where the text names one. */
export interface DoorSetting {
  readonly address: Address;
  readonly interface: InterfaceKind | undefined;
}

/** Default host of tcp: addresses. The VM protocol has no password, so by default only this machine can connect. */
export const LOOPBACK = "127.0.0.1";

const FORMS = "unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, fd:N, or connect: and one of the first three";
const HOST_AND_PORT = /^(?:(?:\[(?<v6>[^\]]*)\]|(?<host>[^\s:[\]/]*)):)?(?<port>\d{1,5})$/;
const HIGHEST_PORT = 65_535;
const HIGHEST_FD = 2 ** 31 - 1;

/** The option after an address, in QEMU's comma style. Any other comma belongs to the address. */
const INTERFACE_OPTION = /^(?<address>.*),interface=(?<kind>[^,]*)$/s;

/** Parses an address that may end with `,interface=bt`, `kcs` or `ssif`. @throws DoorError */
export function parseDoor(text: string): DoorSetting {
  const { address = text, kind } = INTERFACE_OPTION.exec(text)?.groups ?? {};
  const known = INTERFACE_KINDS.find((each) => each === kind);
  if (kind === undefined || known) return { address: parseAddress(address), interface: known };
  throw new DoorError(`"${text}" has the interface "${kind}"; expected one of ${INTERFACE_KINDS.join(", ")}`);
}

/** Returns the text of a door; parseDoor reads it back. */
export function formatDoor(door: DoorSetting): string {
  const address = formatAddress(door.address);
  return door.interface ? `${address},interface=${door.interface}` : address;
}

/** Returns the kinds of interface that the doors name. */
export function interfacesOf(doors: readonly string[]): ReadonlySet<InterfaceKind> {
  return new Set(doors.flatMap((text) => parseDoor(text).interface ?? []));
}

/**
 * Parses `unix:PATH`, `tcp:HOST:PORT`, `tls:HOST:PORT`, `fd:N`, or `connect:` and one of the first three. HOST defaults
 * to the loopback address; PORT is 0 (any free one) to 65535, and 1 to 65535 after `connect:`.
 * Throws DoorError, which quotes the text and lists these forms.
 */
export function parseAddress(text: string): Address {
  const [kind, rest] = cutAtColon(text);
  switch (kind) {
    case "unix":
    case "tcp":
    case "tls":
      return parseSocket(kind, rest, text);
    case "fd":
      return parseFd(rest, text);
    case "connect":
      return parseDial(rest, text);
    default:
      if (text.startsWith("interface=")) throw invalid(text, "quote the address before it together with this option");
      throw invalid(text, kind === "" ? "it is empty" : `it does not start with the kind of door`);
  }
}

/** A door for IPMI over LAN. */
export interface UdpAddress {
  readonly host: string;
  readonly port: number;
}

/** Parses `udp:HOST:PORT`, the door for IPMI over LAN. HOST defaults to the loopback address; port 0 is any free one. */
export function parseLanDoor(text: string): UdpAddress {
  const [kind, rest] = cutAtColon(text);
  if (kind !== "udp") throw invalid(text, "it does not start with udp:", "valid is udp:HOST:PORT");
  return parseHostPort(rest, text, "valid is udp:HOST:PORT");
}

/** Returns the text of a LAN door; parseLanDoor reads it back. */
export function formatLanDoor({ host, port }: UdpAddress): string {
  return `udp:${formatHostPort(host, port)}`;
}

/** A door for Redfish. */
export interface HttpAddress extends UdpAddress {
  readonly secure: boolean;
}

const HTTP_FORMS = "valid are https:HOST:PORT and http:HOST:PORT";

/** Parses a door for Redfish. HOST defaults to the loopback address; port 0 is any free one. */
export function parseHttpDoor(text: string): HttpAddress {
  const [kind, rest] = cutAtColon(text);
  if (kind !== "https" && kind !== "http") throw invalid(text, "it does not start with https: or http:", HTTP_FORMS);
  return { secure: kind === "https", ...parseHostPort(rest, text, HTTP_FORMS) };
}

/** Returns the text of a Redfish door; parseHttpDoor reads it back. */
export function formatHttpDoor({ secure, host, port }: HttpAddress): string {
  return `${secure ? "https" : "http"}:${formatHostPort(host, port)}`;
}

/** Whether the address of a door is that of a Redfish door. */
export function isHttpDoor(address: string): boolean {
  return /^https?:/.test(address);
}

/** Whether QEMU connects at the door, or dials us. */
export function isQemuDoor(address: string): boolean {
  return !isLanDoor(address) && !isHttpDoor(address);
}

/** Whether the address of a door is that of a LAN door. */
export function isLanDoor(address: string): boolean {
  return address.startsWith("udp:");
}

/** Returns the text of an address; parseAddress reads it back. */
export function formatAddress(address: Address): string {
  switch (address.kind) {
    case "unix":
      return `unix:${address.path}`;
    case "tcp":
    case "tls":
      return `${address.kind}:${formatHostPort(address.host, address.port)}`;
    case "fd":
      return `fd:${address.fd}`;
    case "connect":
      return `connect:${formatAddress(address.to)}`;
  }
}

/** HOST:PORT, with an IPv6 address in brackets. */
export function formatHostPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function parseSocket(kind: "unix" | "tcp" | "tls", rest: string, text: string): UnixAddress | TcpAddress {
  return kind === "unix" ? parseUnix(rest, text) : parseTcp(kind, rest, text);
}

function parseUnix(path: string, text: string): UnixAddress {
  if (path === "") throw invalid(text, "the path is missing");
  if (path.includes("\0")) throw invalid(text, "the path has a NUL byte");
  if (path.startsWith("@"))
    throw invalid(text, `abstract sockets are not supported; unix:./${path} is a file of that name`);
  return { kind: "unix", path };
}

function parseTcp(kind: "tcp" | "tls", rest: string, text: string): TcpAddress {
  return { kind, ...parseHostPort(rest, text) };
}

function parseHostPort(rest: string, text: string, valid?: string): { readonly host: string; readonly port: number } {
  const groups = HOST_AND_PORT.exec(rest)?.groups;
  if (groups === undefined)
    throw invalid(text, `"${rest}" is not HOST:PORT (an IPv6 address stands in brackets)`, valid);
  const { v6, host } = groups;
  if (v6 !== undefined && !isIPv6(v6)) throw invalid(text, `"${v6}" is not an IPv6 address`, valid);
  const port = Number(groups["port"]);
  if (port > HIGHEST_PORT) throw invalid(text, `the port is above ${HIGHEST_PORT}`, valid);
  return { host: v6 ?? (host || LOOPBACK), port };
}

function parseFd(rest: string, text: string): FdAddress {
  const fd = Number(rest);
  if (!/^\d+$/.test(rest) || fd > HIGHEST_FD) throw invalid(text, `"${rest}" is not the number of a descriptor`);
  if (fd === 1 || fd === 2) throw invalid(text, `descriptor ${fd} is the daemon's own output`);
  return { kind: "fd", fd };
}

function parseDial(rest: string, text: string): DialAddress {
  const [kind, target] = cutAtColon(rest);
  if (kind !== "unix" && kind !== "tcp" && kind !== "tls") {
    throw invalid(text, "after connect: comes an address with its kind, such as connect:unix:PATH");
  }
  const to = parseSocket(kind, target, text);
  if (to.kind !== "unix" && to.port === 0) throw invalid(text, "port 0 cannot be dialed");
  return { kind: "connect", to };
}

function cutAtColon(text: string): [head: string, tail: string] {
  const colon = text.indexOf(":");
  return colon < 0 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
}

function invalid(text: string, why: string, valid = `valid are ${FORMS}`): DoorError {
  return new DoorError(`"${text}" is not an address: ${why}; ${valid}`);
}
