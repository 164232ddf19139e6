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
import type { LanDoor, MachineDoors, RedfishService } from "../calls/doors.ts";
import { type CallHandler, type ControlledDaemon, machineOf } from "../handler.ts";
import { PAGE_SIZE } from "../pages.ts";
import { canLogIn, entryOf } from "./user.ts";

const doors: CallHandler<"doors"> = (daemon, given) => {
  const { machines } = daemon;
  const all = given.machine === undefined ? machines : [machineOf(daemon, given)];
  const [from, to] = [given.from ?? 0, (given.from ?? 0) + PAGE_SIZE];
  return {
    machines: all.slice(from, to).map((machine) => doorsOf(machine, daemon)),
    next: to < all.length ? to : undefined,
  };
};

function doorsOf(machine: Machine, daemon: ControlledDaemon): MachineDoors {
  const addresses = daemon.addressesOf(machine.name);
  const udp = addresses.find(isLanDoor);
  return {
    name: machine.name,
    vm: addresses.filter(isQemuDoor),
    lan: udp === undefined ? undefined : lanDoorOf(machine, udp),
    redfish: redfishOf(machine, addresses.find(isHttpDoor), daemon.redfish?.shared),
    serial: machine.serial?.address,
  };
}

/** `own` and `shared`: addresses of the doors. A machine's own service has its system as 1, and the shared one by its name. */
function redfishOf(machine: Machine, own: string | undefined, shared: string | undefined): RedfishService | undefined {
  const door = own ?? shared;
  if (door === undefined) return undefined;
  const system = `/redfish/v1/Systems/${own === undefined ? machine.name : 1}`;
  const users = usersOf(machine).filter(({ name }) => name !== "");
  return { url: urlOf(door), system, media: machine.drives !== undefined, users };
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
  return {
    host: advertise.address?.join(".") ?? reachable(host),
    port: advertise.port ?? port,
    channel,
    cipherSuites: [...bmc.lan.cipherSuites],
    authenticationTypes: Object.keys(AuthenticationType).filter((type) =>
      bmc.options.lan.authenticationTypes.some((each) => each === type),
    ),
    kg: bmc.lan.securityKeys.snapshot().kg,
    users: usersOf(machine),
  };
}

function usersOf(machine: Machine): LanDoor["users"] {
  const { users, options } = machine.bmc;
  const { channel } = options.lan;
  return Array.from({ length: users.maximum }, (_, index) => index + 1)
    .filter((id) => canLogIn(machine, id, channel))
    .sort((a, b) => users.access(b, channel).privilegeLimit - users.access(a, channel).privilegeLimit)
    .map((id) => {
      const { name, privilege } = entryOf(machine, id, channel);
      return { id, name, privilege };
    });
}

export const doorHandlers = {
  doors,
};
