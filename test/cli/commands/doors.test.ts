/** `doors` against a daemon in this process. */
import { expect, test } from "vitest";
import { runCli } from "../../support/daemon/cli.ts";
import { controlServer } from "../../support/daemon/control-server.ts";
import { machine } from "../../support/machine/machine.ts";

async function run(doors: Readonly<Record<string, readonly string[]>>, ...args: string[]) {
  const users = { accounts: [{ id: 2, name: "admin", password: "secret" }] };
  const machines = Object.keys(doors).map((name) => machine({ name, users: name === "vm1" ? {} : users }));
  const server = await controlServer(machines, { addressesOf: (name) => doors[name] ?? [] });
  return runCli(["doors", "--socket", server.path, ...args]);
}

const LAN = "udp:127.0.0.1:6230";

test("for people: doors, users and client lines", async () => {
  const { stdout } = await run({ vm0: ["unix:/run/bmc.sock", LAN], vm2: [] });
  expect(stdout.split("\n")).toEqual([
    "vm0",
    "VM      unix:/run/bmc.sock",
    "LAN     127.0.0.1 port 6230, cipher suites 3, 17",
    "Users   admin (administrator)",
    "Serial  none",
    "ipmitool -I lanplus -H 127.0.0.1 -p 6230 -U admin -a chassis power status",
    "ipmipower -D LAN_2_0 -h 127.0.0.1:6230 -u admin -l ADMIN -P --stat",
    "",
    "vm2",
    "VM      none",
    "LAN     none",
    "Serial  none",
    "",
  ]);
});

test("a user name that the guest chose controls no terminal and makes no lines", async () => {
  const guest = machine({ name: "vm0", users: { accounts: [{ id: 2, name: "admin", password: "secret" }] } });
  guest.operate(({ users }) => users.setName(2, Buffer.from("a\n\x1b[31m".padEnd(16, "\0"))));
  const { path } = await controlServer([guest], { addressesOf: () => [LAN] });
  const { stdout } = await runCli(["doors", "--socket", path]);
  expect(stdout).toContain("\nUsers   a\\x0a\\x1b[31m (administrator)\n");
  for (const consumer of ["powerman", "maas", "ansible", "baremetalhost"]) {
    const entries = await runCli(["doors", "--socket", path, "--as", consumer]);
    expect(entries.stdout, consumer).toMatch(/a\\{1,4}x0a\\{1,4}x1b\[31m/);
  }
  const list = await runCli(["user", "list", "--socket", path]);
  expect(list.stdout).toMatch(/^2 {3}a\\x0a\\x1b\[31m {2}yes/m);
});

test("JSON has the client lines, too", async () => {
  const { stdout } = await run({ vm0: [LAN] }, "--json");
  const { machines } = JSON.parse(stdout) as { machines: { clients: { client: string }[] }[] };
  expect(machines.map(({ clients }) => clients.map(({ client }) => client))).toEqual([["ipmitool", "ipmipower"]]);
});

test("--as leaves out machines without a LAN door, and says which, and that a user is missing", async () => {
  const { code, stdout, stderr } = await run({ vm0: [], vm1: [LAN] }, "--as", "omni");
  expect({ code, stderr: stderr.split("\n") }).toEqual({
    code: 0,
    stderr: [
      "extern-bmc: left out, as they have no LAN door: vm0",
      "extern-bmc: no user of vm1 can log in; USER stands for one",
      "",
    ],
  });
  expect(stdout).toContain("username: USER");
});

test.each([
  [{ vm0: [] }, ["--as", "omni"], 1, "extern-bmc: no machine has a LAN door; open one with lan.listen or --lan\n"],
  [{ vm0: [LAN] }, ["--as", "omni", "--json"], 2, "--as and --json exclude each other"],
  [{ vm0: [LAN] }, ["--as", "xcat"], 2, "baremetalhost, tinkerbell, ironic, maas, omni, ansible, conserver, powerman"],
])("refuses %j %j", async (doors, args, code, says) => {
  const result = await run(doors, ...args);
  expect(result.code).toBe(code);
  expect(result.stderr).toContain(says);
});
