/** Configurations with several machines, and those that extend others, at the command line. */
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";

const GET_SDR_REPOSITORY_INFO = "0a 20";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-machines-"));
afterAll(() => rmSync(directory, { recursive: true }));

const file = (name: string, text: string): string => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};

const BASE = `
device: { id: 1, revision: 2 }
sensors:
  - { number: 1, name: Fan 1, type: fan, units: rpm }
  - { number: 0x02, name: Fan 2, type: fan, units: rpm }
`;

file("base.yaml", BASE);
const fleet = file(
  "fleet.yaml",
  `
extends: base.yaml
machines:
  - name: vm[0-1]
    listen: ["unix:{name}.sock", "tcp:127.0.0.1:{9000 + index}"]
    sensors: [{ name: Fan 2, settable: false }]
  - name: bare
    redfish: { listen: "https:127.0.0.1:8443" }
    device: { id: 7 }
    sensors: [{ remove: all }]
`,
);

describe("check", () => {
  test("prints a table of the machines", async () => {
    const { stdout, code } = await runCli(["check", fleet]);
    expect(code).toBe(0);
    const [ok, headings, ...rows] = stdout.trimEnd().split("\n");
    expect([ok, headings?.split(/ {2,}/)]).toEqual([
      `${fleet}: ok`,
      ["Machine", "Sensors", "FRUs", "Satellites", "Device GUID", "Doors"],
    ]);
    expect(rows.map((row) => row.split(/ {2,}/)).map(([name, sensors, , , , doors]) => [name, sensors, doors])).toEqual(
      [
        ["vm0", "2", "unix:vm0.sock tcp:127.0.0.1:9000"],
        ["vm1", "2", "unix:vm1.sock tcp:127.0.0.1:9001"],
        ["bare", "0", "unix:bare.sock https:127.0.0.1:8443"],
      ],
    );
  });

  test("names the Redfish door that all machines share", async () => {
    const shared = file(
      "shared.yaml",
      "sharedRedfish: { listen: 'https:127.0.0.1:8000' }\nmachines: [{ name: 'vm[0-1]' }]",
    );
    const { stdout } = await runCli(["check", shared]);
    expect(stdout).toMatch(/^.*: ok\nDoor of all machines +https:127\.0\.0\.1:8000\nMachine .*\nvm0 .*\nvm1 .*\n$/);
  });

  test("--print prints one machine with everything it extends, and the place of each setting", async () => {
    const { stdout } = await runCli(["check", "--print", "--machine", "vm1", fleet]);
    expect(stdout.replaceAll(`${directory}/`, "")).toBe(`device:
  # base.yaml:2:9
  id: 1
  revision: 2
sensors:
  # base.yaml:4:5
  - number: 1
    name: Fan 1
    type: fan
    units: rpm
  - number: 0x2 # base.yaml:5:15
    name: Fan 2
    type: fan # base.yaml:5:40
    units: rpm # base.yaml:5:52
    settable: false
name: vm1
listen: [ unix:vm1.sock, tcp:127.0.0.1:9001 ]
`);
  });

  test("--print prints the same configuration", async () => {
    const { stdout } = await runCli(["check", "--print", fleet]);
    const printed = stdout
      .split("---\n")
      .map((text, index) => loadConfig(file(`printed-${index}.yaml`, text)).machines[0]);
    expect(printed).toEqual(loadConfig(fleet).machines);
  });

  test("--machine with an unknown name", async () => {
    const { code, stderr } = await runCli(["check", "--print", "--machine", "vm7", fleet]);
    expect([code, stderr]).toEqual([2, 'extern-bmc: --machine is "vm7"; expected one of vm0, vm1, bare\n']);
  });
});

describe("--extends", () => {
  test("serves a shipped machine, without a file", async () => {
    await using daemon = await startTestDaemon({
      args: ["--extends", "server", "--listen", "tcp:127.0.0.1:0", "--log-level", "warn"],
    });
    const qemu = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
    const [, , low, high] = (await qemu.ask(GET_SDR_REPOSITORY_INFO)).split(" ");
    qemu.close();
    expect(Number.parseInt(`${high}${low}`, 16)).toBeGreaterThan(60);
  });

  test("an unknown name", async () => {
    const { code, stderr } = await runCli(["qemu-args", "--extends", "servr"]);
    expect([code, stderr]).toEqual([2, "--extends: servr is not a personality; did you mean server?\n"]);
  });
});

test("a machine for the network only: check lists its door, and qemu-args says that QEMU has none", async () => {
  const lan = file("lan.yaml", "machines: [{ name: vm0, listen: [], lan: { listen: 'udp:127.0.0.1:6230' } }]\n");
  expect((await runCli(["check", lan])).stdout).toMatch(/ udp:127\.0\.0\.1:6230$/m);
  const qemu = file("qemu", "#!/bin/sh\necho '  reconnect=<num>'\n");
  chmodSync(qemu, 0o755);
  const { code, stderr } = await runCli(["qemu-args", "-c", lan, "--qemu", qemu]);
  expect([code, stderr]).toEqual([
    2,
    'extern-bmc: vm0 has no door for QEMU, as its listen is empty; add one, such as listen: ["unix:vm0.sock"]\n',
  ]);
});

describe("qemu-args", () => {
  test.each([
    { title: "no --machine", args: [], says: "--machine is missing; expected --machine NAME, one of vm0, vm1, bare" },
    { title: "an unknown one", args: ["--machine", "vm9"], says: '--machine is "vm9"; expected one of vm0, vm1, bare' },
  ])("with $title", async ({ args, says }) => {
    const { code, stderr } = await runCli(["qemu-args", "-c", fleet, ...args]);
    expect([code, stderr]).toEqual([2, `extern-bmc: ${says}\n`]);
  });

  test("has the flags of one machine's doors", async () => {
    const qemu = file("qemu", "#!/bin/sh\necho '  reconnect=<num>'\n");
    chmodSync(qemu, 0o755);
    const { stdout } = await runCli(["qemu-args", "-c", fleet, "--machine", "vm1", "--qemu", qemu], { cwd: directory });
    expect(stdout.match(/path=\S+|port=\d+/g)).toEqual([`path=${directory}/vm1.sock,reconnect=1`, "port=9001"]);
  });
});

describe("serve", () => {
  const server = createServer();
  let held = "";
  beforeAll(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    held = `tcp:127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  });
  afterAll(() => void server.close());

  const config = () => `
machines:
  - { name: a, listen: [tcp:127.0.0.1:0] }
  - { name: b, listen: ["${held}"] }
  - { name: c, listen: [tcp:127.0.0.1:0, tcp:127.0.0.1:0] }
`;

  test("serves the others when another program holds one door, and ends with 1", async () => {
    await using daemon = await startTestDaemon({ config: config() });
    expect(daemon.addresses).toHaveLength(3);
    expect(daemon.stderr()).toContain(`"machine":"b","msg":"not served: ${held}: the port is in use`);
    expect(await daemon.stop()).toEqual({ code: 1, signal: null });
    expect(daemon.stderr()).toContain("extern-bmc: not served: b; the log says why");
  });

  test("--strict ends at once, with 2", async () => {
    const { code, stdout, stderr } = await runCli(["serve", "--strict", "-c", file("held.yaml", config())]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`extern-bmc: ${held}: the port is in use`);
  });

  test("starts without machines, and takes them later", async () => {
    await using daemon = await startTestDaemon({ config: "machines: []" });
    expect(await daemon.stop()).toEqual({ code: 0, signal: null });
  });
});
