/** Entries that `extern-bmc doors --as` writes, read by the programs that they are for. */
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { runCli } from "../support/daemon/cli.ts";
import { temporaryDirectory } from "../support/daemon/control-server.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { freePort } from "../support/doors/free-port.ts";
import { chassisFile } from "../support/lan/chassis-file.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const run = promisify(execFile);
const PATH = `${process.env["PATH"]}:/usr/sbin`;

/** Two machines: FreeIPMI names a plug by its host, and their hosts differ. */
const CONFIG = `
users: { accounts: [{ id: 2, name: admin, password: secret }] }
machines:
  - { name: vm0, listen: [], lan: { listen: "udp:127.0.0.1:0" }, serial: "tcp:127.0.0.1:0" }
  - { name: vm1, listen: [], lan: { listen: "udp:127.0.1.1:0", cipherSuites: [17] }, power: { command: "COMMAND" } }
`;

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-doors-"));
const { command, calls } = chassisFile(directory);

const PLAYBOOK = join(import.meta.dirname, "../support/lan/ansible-playbook.yaml");

/** The results of ansible-playbook's JSON callback that we look at. */
interface PlaybookRun {
  readonly plays: readonly {
    readonly tasks: readonly {
      readonly task: { readonly name: string };
      readonly hosts: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    }[];
  }[];
}

let daemon: TestDaemon;
beforeAll(async () => {
  daemon = await startTestDaemon({ config: CONFIG.replace("COMMAND", command) });
});
afterAll(async () => {
  await daemon?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Writes the entries to a file of this name, with the password. Returns its path. */
async function entriesFor(consumer: string, name = "entries"): Promise<string> {
  const { code, stdout } = await runCli(["doors", "--socket", daemon.control, "--as", consumer]);
  expect(code).toBe(0);
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, stdout.replaceAll(/\bPASSWORD\b/g, "secret"));
  return path;
}

test("powerman reads the power of both machines, and changes that of one", async () => {
  const path = await entriesFor("powerman");
  const child = spawn("powermand", ["--foreground", "--stdio", "--conf", path], { env: { PATH } });
  onTestFinished(() => void child.kill());
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  /** One command at a time: powermand refuses another while one is in progress. */
  const ask = async (command: string) => {
    output = "";
    child.stdin.write(`${command}\r\n`);
    await vi.waitFor(() => expect(output).toMatch(/powerman> $/), PATIENCE);
    return output;
  };
  // Until its ipmipower runs, it knows of no state.
  await expect.poll(() => ask("status"), PATIENCE).toMatch(/^302 on: +vm\[0-1\]/m);
  const before = calls().length;
  for (const action of ["off", "on"]) expect(await ask(`${action} vm1`)).toMatch(/^102 /m);
  await vi.waitFor(() => expect(calls().slice(before)).toEqual(["power 0", "power 1"]), PATIENCE);
});

test("conserver finds no error in its consoles", async () => {
  const { stdout, stderr } = await run("conserver", ["-S", "-C", await entriesFor("conserver")], { env: { PATH } });
  expect(`${stdout}${stderr}`).not.toMatch(/error|invalid|unknown/i);
});

test("Ansible's IPMI modules read the inventory, and change power and boot device", async () => {
  const path = await entriesFor("ansible");
  const home = temporaryDirectory();
  const ansible = { ANSIBLE_STDOUT_CALLBACK: "ansible.posix.json", ANSIBLE_PIPELINING: "1", HOME: home };
  const env = { PATH: "/usr/bin:/bin", IPMI_PASSWORD: "secret", ...ansible };
  const before = calls().length;
  const { stdout } = await run("ansible-playbook", ["-i", path, PLAYBOOK], { env });
  const [play] = (JSON.parse(stdout) as PlaybookRun).plays;
  const results = play?.tasks.map(({ task, hosts }) => {
    const { changed, powerstate, bootdev, persistent, uefimode } = hosts["vm1"] ?? {};
    return [task.name, changed, powerstate ?? { bootdev, persistent, uefimode }];
  });
  const boot = (bootdev: string, persistent?: boolean, uefimode?: boolean) => ({ bootdev, persistent, uefimode });
  expect(results).toEqual([
    ["is on", false, "on"],
    ["once from the network", true, boot("network", false, true)],
    ["it is that", false, boot("network", false, true)],
    ["shutdown", true, "off"],
    ["boot", true, "on"],
    ["always from disk", true, boot("hd", true, false)],
    ["no longer", true, boot("default")],
  ]);
  const expected = ["shutdown 1", "boot pxe", "power 1", "boot default", "boot none"];
  await vi.waitFor(() => expect(calls().slice(before)).toEqual(expected), PATIENCE);
});

test("Ironic's IPMI driver reads its node, and changes power and boot device", async () => {
  const script = join(import.meta.dirname, "../support/lan/ironic-ipmi.py");
  const env = { PATH: "/usr/bin:/bin", HOME: temporaryDirectory() };
  const before = calls().length;
  const { stdout } = await run("/usr/bin/python3", [script, await entriesFor("ironic"), "vm1"], { env });
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    "power on",
    { boot_device: "pxe", persistent: false },
    "power on",
    { boot_device: "disk", persistent: true },
    { Watchdog2: 1 },
  ]);
  const expected = ["power 0", "boot pxe", "power 1", "boot default"];
  await vi.waitFor(() => expect(calls().slice(before)).toEqual(expected), PATIENCE);
});

test("Ironic's client makes a node of each machine", async () => {
  const script = join(import.meta.dirname, "../support/lan/ironic-create.py");
  const env = { PATH: "/usr/bin:/bin", HOME: temporaryDirectory() };
  const { stdout } = await run("/usr/bin/python3", [script, await entriesFor("ironic", "nodes.yaml")], { env });
  const requests = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(requests).toMatchObject([
    ["POST", "/v1/nodes", { name: "vm0", driver: "ipmi", driver_info: { ipmi_address: "127.0.0.1" } }],
    ["POST", "/v1/nodes", { name: "vm1", driver: "ipmi", driver_info: { ipmi_cipher_suite: "17" } }],
  ]);
});

/** kubectl needs a cluster to know the fields of a BareMetalHost or a Machine. */
test.each([
  ["baremetalhost", "BareMetalHost", "metal3.io/v1alpha1"],
  ["tinkerbell", "Machine", "bmc.tinkerbell.org/v1alpha1"],
])("kubectl reads the resources for %s", async (consumer, kind, apiVersion) => {
  const change = ["annotate", "--local", "-o", "json", "-f", await entriesFor(consumer), "read=yes"];
  const { stdout } = await run("kubectl", change, { env: { PATH, HOME: temporaryDirectory() } });
  const resources = stdout
    .trim()
    .split(/(?<=^\})\n/m)
    .map((text) => JSON.parse(text));
  const annotations = { read: "yes" };
  const of = (name: string) => [
    {
      kind: "Secret",
      metadata: { name: `${name}-bmc`, annotations },
      stringData: { username: "admin", password: "secret" },
    },
    { kind, apiVersion, metadata: { name, annotations } },
  ];
  expect(resources).toMatchObject([...of("vm0"), ...of("vm1")]);
});

test("prometheus-ipmi-exporter scrapes both machines", async () => {
  const path = await entriesFor("prometheus-ipmi-exporter");
  const address = `127.0.0.1:${await freePort()}`;
  const options = [`--config.file=${path}`, `--web.listen-address=${address}`];
  const child = spawn("prometheus-ipmi-exporter", options, { env: { PATH }, stdio: "ignore" });
  onTestFinished(() => void child.kill());
  const { stdout } = await runCli(["doors", "--socket", daemon.control, "--as", "prometheus-ipmi-exporter"]);
  const paths = stdout.match(/(?<=^# )\/ipmi\?.*$/gm) ?? [];
  expect(paths).toHaveLength(2);
  for (const each of paths) {
    const scraped = await vi.waitFor(async () => (await fetch(`http://${address}${each}`)).text(), PATIENCE);
    for (const collector of ["bmc", "ipmi", "chassis", "dcmi", "sel"]) {
      expect(scraped).toContain(`ipmi_up{collector="${collector}"} 1\n`);
    }
    expect(scraped).toContain("ipmi_chassis_power_state 1\n");
  }
});
