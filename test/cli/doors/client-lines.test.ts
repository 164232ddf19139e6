/** Client lines for LAN doors. */
import { expect, test } from "vitest";
import { clientLines } from "../../../src/cli/doors/client-lines.ts";
import type { LanDoor } from "../../../src/control/calls/doors.ts";

const LAN: LanDoor = {
  ...{ host: "127.0.0.1", port: 6230, channel: 1, cipherSuites: [3, 17], authenticationTypes: ["md5"], kg: false },
  users: [{ id: 2, name: "admin", privilege: "administrator" }],
};

const linesOf = (lan: Partial<LanDoor>, serial?: string) =>
  clientLines({ name: "vm0", vm: [], lan: { ...LAN, ...lan }, serial }).map(({ line }) => line);

test.each<[title: string, lan: Partial<LanDoor>, ipmitool: string, ipmipower: string]>([
  [
    "clients choose among the default suites",
    {},
    "ipmitool -I lanplus -H 127.0.0.1 -p 6230 -U admin -a chassis power status",
    "ipmipower -D LAN_2_0 -h 127.0.0.1:6230 -u admin -l ADMIN -P --stat",
  ],
  [
    "they are told another suite",
    { cipherSuites: [2, 16] },
    "ipmitool -I lanplus -H 127.0.0.1 -p 6230 -U admin -C 16 -a chassis power status",
    "ipmipower -D LAN_2_0 -h 127.0.0.1:6230 -u admin -I 16 -l ADMIN -P --stat",
  ],
  [
    "FreeIPMI is told suite 17, which is not its default",
    { cipherSuites: [17] },
    "ipmitool -I lanplus -H 127.0.0.1 -p 6230 -U admin -a chassis power status",
    "ipmipower -D LAN_2_0 -h 127.0.0.1:6230 -u admin -I 17 -l ADMIN -P --stat",
  ],
  [
    "IPMI 1.5 alone",
    { cipherSuites: [] },
    "ipmitool -I lan -H 127.0.0.1 -p 6230 -U admin -a chassis power status",
    "ipmipower -D LAN -h 127.0.0.1:6230 -u admin -l ADMIN -P --stat",
  ],
  [
    "a key, an operator, an IPv6 address and a name with a space",
    { host: "::1", kg: true, users: [{ id: 3, name: "night shift", privilege: "operator" }] },
    "ipmitool -I lanplus -H ::1 -p 6230 -U 'night shift' -L OPERATOR -k K_G -a chassis power status",
    "ipmipower -D LAN_2_0 -h '[::1]:6230' -u 'night shift' -l OPERATOR -k K_G -P --stat",
  ],
  [
    "no user",
    { users: [] },
    "ipmitool -I lanplus -H 127.0.0.1 -p 6230 -U USER -a chassis power status",
    "ipmipower -D LAN_2_0 -h 127.0.0.1:6230 -u USER -l ADMIN -P --stat",
  ],
])("%s", (_title, lan, ipmitool, ipmipower) => {
  expect(linesOf(lan)).toEqual([ipmitool, ipmipower]);
});

test("a serial port is reached by SOL and by console", () => {
  expect(linesOf({}, "unix:/run/ser0").slice(2)).toEqual([
    "ipmitool -I lanplus -H 127.0.0.1 -p 6230 -U admin -a sol activate",
    "extern-bmc console --machine vm0",
  ]);
  expect(linesOf({ cipherSuites: [] }, "unix:/run/ser0").slice(2)).toEqual(["extern-bmc console --machine vm0"]);
  expect(clientLines({ name: "vm0", vm: [], serial: "unix:/run/ser0" })).toHaveLength(1);
});
