/** The call `doors`. */
import { hostname } from "node:os";
import { expect, test } from "vitest";
import type { ResultOf } from "../../src/control/calls.ts";
import { handlers } from "../../src/control/handlers.ts";
import { controlledDaemon } from "../support/daemon/control-server.ts";
import { machine } from "../support/machine/machine.ts";

const ACCOUNTS = [
  { id: 2, name: "viewer", password: "secret1", privilegeLimit: "user" },
  { id: 3, name: "admin", password: "secret2" },
  { id: 4, name: "gone", password: "secret3", enabled: false },
  { id: 5, name: "deaf", password: "secret4", ipmiMessaging: false },
  { id: 6, name: "none", password: "secret5", privilegeLimit: "noAccess" },
];

async function lanOf(lan: object, door: string) {
  const to = machine({ name: "vm0", lan, users: { accounts: ACCOUNTS } });
  const daemon = controlledDaemon([to], { addressesOf: () => ["unix:/run/bmc.sock", door] });
  const { machines }: ResultOf<"doors"> = await handlers.doors(daemon, {});
  return machines[0];
}

test("the LAN door with the users who can log in, the most privileged first, and no secret", async () => {
  const shown = await lanOf({ kg: "the key" }, "udp:127.0.0.1:6230");
  expect(shown).toEqual({
    name: "vm0",
    vm: ["unix:/run/bmc.sock"],
    lan: {
      ...{ host: "127.0.0.1", port: 6230, channel: 1, kg: true },
      ...{ cipherSuites: [3, 17], authenticationTypes: ["md5", "password"] },
      users: [
        { id: 3, name: "admin", privilege: "administrator" },
        { id: 2, name: "viewer", privilege: "user" },
      ],
    },
    serial: undefined,
  });
  expect(JSON.stringify(shown)).not.toMatch(/secret|the key/);
});

test.each([
  ["the host's name instead of every address", {}, "udp:0.0.0.0:6230", hostname(), 6230],
  ["an IPv6 address", {}, "udp:[::1]:6230", "::1", 6230],
  ["a forwarder's address", { advertise: { address: "192.0.2.7", port: 623 } }, "udp:127.0.0.1:6230", "192.0.2.7", 623],
])("clients are told %s", async (_title, lan, door, host, port) => {
  expect((await lanOf(lan, door))?.lan).toMatchObject({ host, port });
});

test("the URL of a machine's Redfish service, which is no door for QEMU", async () => {
  expect(await lanOf({}, "https:127.0.0.1:8443")).toMatchObject({
    vm: ["unix:/run/bmc.sock"],
    redfish: { url: "https://127.0.0.1:8443", system: "/redfish/v1/Systems/1", media: false },
  });
});

test("without a Redfish service of its own, a machine is at that of all machines, by its name", async () => {
  const to = machine({ name: "vm0", users: { accounts: [{ id: 1, password: "none" }, ...ACCOUNTS] } });
  const daemon = controlledDaemon([to], { redfish: { shared: "http:127.0.0.1:8000", sessionsOf: () => [] } });
  const { machines }: ResultOf<"doors"> = await handlers.doors(daemon, {});
  expect(machines[0]?.redfish).toEqual({
    ...{ url: "http://127.0.0.1:8000", system: "/redfish/v1/Systems/vm0", media: false },
    users: [
      { id: 3, name: "admin", privilege: "administrator" },
      { id: 2, name: "viewer", privilege: "user" },
    ],
  });
  expect(await handlers.status(daemon, {})).toMatchObject({ sharedRedfish: "http:127.0.0.1:8000" });
});

test("machines come in pages", async () => {
  const machines = Array.from({ length: 65 }, (_, at) => machine({ name: `vm${at}` }));
  const daemon = controlledDaemon(machines);
  const first: ResultOf<"doors"> = await handlers.doors(daemon, {});
  const rest: ResultOf<"doors"> = await handlers.doors(daemon, { from: 64 });
  expect([first.machines.length, first.next]).toEqual([64, 64]);
  expect(rest).toEqual({ machines: [{ name: "vm64", vm: [], lan: undefined, serial: undefined }], next: undefined });
});
