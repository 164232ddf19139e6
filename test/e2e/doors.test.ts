/** Entries that `extern-bmc doors --as` writes, read by the programs that they are for. */
import { execFile, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
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
  - { name: vm1, listen: [], lan: { listen: "udp:127.0.1.1:0", cipherSuites: [17] } }
`;

let daemon: TestDaemon;
beforeAll(async () => {
  daemon = await startTestDaemon({ config: CONFIG });
});
afterAll(async () => {
  await daemon?.stop();
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

test("Ansible reads its inventory, with the password from the environment", async () => {
  const path = await entriesFor("ansible");
  const env = { PATH: "/usr/bin:/bin", IPMI_PASSWORD: "secret", HOME: temporaryDirectory() };
  const { stdout } = await run(
    "ansible",
    ["-i", path, "bmcs", "-m", "debug", "-a", "msg={{bmc_host}}/{{bmc_password}}"],
    { env },
  );
  expect(stdout).toMatch(/^vm0 \| SUCCESS => \{\s+"msg": "127\.0\.0\.1\/secret"/m);
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
