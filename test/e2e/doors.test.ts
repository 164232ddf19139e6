/** Entries that `extern-bmc doors --as` writes, read by the programs that they are for. */
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { runCli } from "../support/daemon/cli.ts";
import { temporaryDirectory } from "../support/daemon/control-server.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { freePort } from "../support/doors/free-port.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const run = promisify(execFile);
const PATH = `${process.env["PATH"]}:/usr/sbin`;

/** Two machines: FreeIPMI names a plug by its host, and their hosts differ. */
const CONFIG = `
users: { accounts: [{ id: 2, name: admin, password: secret }] }
machines:
  - { name: vm0, listen: [], lan: { listen: "udp:127.0.0.1:0" }, serial: "tcp:127.0.0.1:0" }
  - { name: vm1, listen: [], lan: { listen: "udp:127.0.1.1:0", cipherSuites: [17] }, power: { command: "sh PROGRAM" } }
`;

/** The machine vm1 is a file, whose content is its power. The program writes down what it is told to set. */
const PROGRAM = `
cd "$(dirname "$0")"
[ "$1" = set ] || { echo "power:$(cat state)"; exit; }
echo "$2 $3" >> calls
case $2 in power) echo "$3" > state ;; shutdown) echo 0 > state ;; esac
`;

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-doors-"));
const calls = () => readFileSync(join(directory, "calls"), "utf8").split("\n").filter(Boolean);

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
  const program = join(directory, "chassis.sh");
  writeFileSync(program, PROGRAM);
  writeFileSync(join(directory, "state"), "1");
  writeFileSync(join(directory, "calls"), "");
  daemon = await startTestDaemon({ config: CONFIG.replace("PROGRAM", program) });
});
afterAll(async () => {
  await daemon?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Writes the entries to a file, with the password. Returns its path. */
async function entriesFor(consumer: string): Promise<string> {
  const { code, stdout } = await runCli(["doors", "--socket", daemon.control, "--as", consumer]);
  expect(code).toBe(0);
  const path = join(temporaryDirectory(), "entries");
  writeFileSync(path, stdout.replaceAll(/\bPASSWORD\b/g, "secret"));
  return path;
}

test("powerman reads the power of both machines", async () => {
  const path = await entriesFor("powerman");
  const child = spawn("powermand", ["--foreground", "--stdio", "--conf", path], { env: { PATH } });
  onTestFinished(() => void child.kill());
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  // Until its ipmipower runs, it knows of no state.
  await vi.waitFor(() => {
    child.stdin.write("status\r\n");
    expect(output).toMatch(/^302 on: +vm\[0-1\]/m);
  }, PATIENCE);
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
  await vi.waitFor(() => expect(calls()).toEqual(expected), PATIENCE);
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
