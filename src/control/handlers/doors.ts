import { hostname } from "node:os";
import { AuthenticationType } from "../../ipmi/session.ts";
import type { Machine } from "../../machine.ts";
import {
  formatHostPort,
  isHttpDoor,
  isLanDoor,
  isQemuDoor,
  parseHttpDoor,
  parseLanDoor,
} from "../../transport/address.ts";
import type { LanDoor, MachineDoors } from "../calls/doors.ts";
import { type CallHandler, machineOf } from "../handler.ts";
import { PAGE_SIZE } from "../pages.ts";
import { canLogIn, entryOf } from "./user.ts";

export const doors: CallHandler<"doors"> = (daemon, given) => {
  const { machines } = daemon;
  const all = given.machine === undefined ? machines : [machineOf(daemon, given)];
  const [from, to] = [given.from ?? 0, (given.from ?? 0) + PAGE_SIZE];
  return {
    machines: all.slice(from, to).map((machine) => doorsOf(machine, daemon.addressesOf(machine.name))),
    next: to < all.length ? to : undefined,
  };
};

function doorsOf(machine: Machine, addresses: readonly string[]): MachineDoors {
  const udp = addresses.find(isLanDoor);
  const http = addresses.find(isHttpDoor);
  return {
    name: machine.name,
    vm: addresses.filter(isQemuDoor),
    lan: udp === undefined ? undefined : lanDoorOf(machine, udp),
    redfish: http === undefined ? undefined : urlOf(http),
    serial: machine.serial?.address,
  };
}

const EVERY_ADDRESS: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

function urlOf(address: string): string {
  const { secure, host, port } = parseHttpDoor(address);
  return `${secure ? "https" : "http"}://${formatHostPort(reachable(host), port)}`;
}

function reachable(host: string): string {
  return EVERY_ADDRESS.has(host) ? hostname() : host;
}

function lanDoorOf(machine: Machine, address: string): LanDoor {
  const { bmc } = machine;
  const { advertise, channel } = bmc.options.lan;
  const { host, port } = parseLanDoor(address);
  const users = Array.from({ length: bmc.users.maximum }, (_, index) => index + 1)
    .filter((id) => canLogIn(machine, id, channel))
    .sort((a, b) => bmc.users.access(b, channel).privilegeLimit - bmc.users.access(a, channel).privilegeLimit);
  return {
    host: advertise.address?.join(".") ?? reachable(host),
    port: advertise.port ?? port,
    channel,
    cipherSuites: [...bmc.lan.cipherSuites],
    authenticationTypes: Object.keys(AuthenticationType).filter((type) =>
      bmc.options.lan.authenticationTypes.some((each) => each === type),
    ),
    kg: bmc.lan.securityKeys.snapshot().kg,
    users: users.map((id) => {
      const { name, privilege } = entryOf(machine, id, channel);
      return { id, name, privilege };
    }),
  };
}
