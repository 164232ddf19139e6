/** Command lines of IPMI clients for a LAN door. Clients ask for the password, and K_G stands for the key. */
import { isIPv6 } from "node:net";
import type { LanDoor, MachineDoors } from "../../control/calls/doors.ts";
import { shellWord } from "./words.ts";

/** Stands for a user, if no user can log in. */
const ANY_USER = "USER";
const PREFERRED_SUITES = [17, 3, 16, 8, 12, 7, 2, 11, 15, 6, 1, 0];

export interface ClientLine {
  readonly client: "ipmitool" | "ipmipower" | "ipmitool sol" | "console";
  readonly line: string;
}

/** The user whom clients log in as: the most privileged one. */
export function userOf({ users }: Pick<LanDoor, "users">): string {
  return users[0]?.name ?? ANY_USER;
}

/** FreeIPMI's name of the highest privilege that this user has. */
export function freeIpmiPrivilege({ users }: LanDoor): "USER" | "OPERATOR" | "ADMIN" {
  const privilege = users[0]?.privilege ?? "administrator";
  if (privilege === "operator") return "OPERATOR";
  return privilege === "administrator" || privilege === "oem" ? "ADMIN" : "USER";
}

/** ipmitool's name of it. */
export function ipmitoolPrivilege(lan: LanDoor): string {
  const privilege = freeIpmiPrivilege(lan);
  return privilege === "ADMIN" ? "ADMINISTRATOR" : privilege;
}

/** The strongest cipher suite of the door; undefined if only IPMI 1.5 is served. */
export function bestSuite({ cipherSuites }: LanDoor): number | undefined {
  return PREFERRED_SUITES.find((suite) => cipherSuites.includes(suite));
}

/** HOST:PORT, with brackets around an IPv6 address. */
export function hostAndPort({ host, port }: LanDoor): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Options of ipmitool that reach the door; the option for the password is the caller's. */
export function ipmitoolOptions(lan: LanDoor): readonly string[] {
  const suite = bestSuite(lan);
  const privilege = ipmitoolPrivilege(lan);
  return [
    ...["-I", suite === undefined ? "lan" : "lanplus", "-H", lan.host, "-p", String(lan.port), "-U", userOf(lan)],
    // It chooses 17 and 3 by itself.
    ...(suite === undefined || suite === 17 || suite === 3 ? [] : ["-C", String(suite)]),
    ...(privilege === "ADMINISTRATOR" ? [] : ["-L", privilege]),
    ...(lan.kg ? ["-k", "K_G"] : []),
  ];
}

/** Options of FreeIPMI's programs that reach the door. */
export function freeIpmiOptions(lan: LanDoor): readonly string[] {
  const suite = bestSuite(lan);
  return [
    ...["-D", suite === undefined ? "LAN" : "LAN_2_0", "-h", hostAndPort(lan), "-u", userOf(lan)],
    // Its default is 3.
    ...(suite === undefined || lan.cipherSuites.includes(3) ? [] : ["-I", String(suite)]),
    ...["-l", freeIpmiPrivilege(lan)],
    ...(lan.kg && suite !== undefined ? ["-k", "K_G"] : []),
  ];
}

/** Client lines for one machine, for a shell. */
export function clientLines({ name, lan, serial }: MachineDoors): readonly ClientLine[] {
  const ipmitool = lan && ["ipmitool", ...ipmitoolOptions(lan), "-a"];
  return [
    ...(lan && ipmitool
      ? [
          line("ipmitool", [...ipmitool, "chassis", "power", "status"]),
          line("ipmipower", ["ipmipower", ...freeIpmiOptions(lan), "-P", "--stat"]),
        ]
      : []),
    ...(lan && ipmitool && serial && bestSuite(lan) !== undefined
      ? [line("ipmitool sol", [...ipmitool, "sol", "activate"])]
      : []),
    ...(serial ? [line("console", ["extern-bmc", "console", "--machine", name])] : []),
  ];
}

function line(client: ClientLine["client"], words: readonly string[]): ClientLine {
  return { client, line: words.map(shellWord).join(" ") };
}
