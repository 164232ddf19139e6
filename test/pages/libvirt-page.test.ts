/** docs/libvirt.md as its readers follow it: its domain, run by libvirt, with our daemon behind it. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { writeUnattendedGuest } from "../support/guest/unattended-guest.ts";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { runShell } from "../support/pages/shell.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const page = readPage("libvirt.md");
const [xml = ""] = blocksOf(page, "xml");
const [qemuArgs = "", session = ""] = blocksOf(page, "sh");
const [refusal = ""] = blocksOf(page, "text");
const steps = session.trim().split("\n");

/** libvirt starts no session for root, so the session is the user nobody's. */
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
const asUser = isRoot ? `setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups` : "";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-libvirt-"));
const home = join(directory, "home");
/** The page's paths, in the test's directory. */
const here = (text: string) => text.replaceAll("/run/extern-bmc", directory).replaceAll("/var/lib/vm0", directory);
let daemon: TestDaemon;

beforeAll(async () => {
  writeUnattendedGuest(directory, "sleep 600");
  writeFileSync(join(directory, "vm0.xml"), here(xml));
  mkdirSync(home);
  if (isRoot) chownSync(home, NOBODY, NOBODY);
  chmodSync(directory, 0o755);
  daemon = await startTestDaemon({ args: ["--listen", here("unix:/run/extern-bmc/vm0.sock"), "-n", "vm0"] });
});

afterAll(async () => {
  await virsh("destroy vm0").catch(() => {});
  await runShell(`kill $(cat run/libvirt/libvirtd.pid)`, { cwd: home });
  await daemon?.stop();
  await vi.waitFor(() => rmSync(directory, { recursive: true, force: true }), PATIENCE);
});

/** Ends with the first failure. The first one of a user starts his libvirtd. */
async function virsh(command: string): Promise<string> {
  const env = { HOME: home, XDG_RUNTIME_DIR: join(home, "run"), XDG_CONFIG_HOME: undefined, XDG_CACHE_HOME: undefined };
  mkdirSync(env.XDG_RUNTIME_DIR, { recursive: true, mode: 0o700 });
  if (isRoot) chownSync(env.XDG_RUNTIME_DIR, NOBODY, NOBODY);
  const line = `${asUser} virsh --connect qemu:///session ${command}`;
  const { code, output } = await runShell(line, { cwd: directory, env });
  if (code !== 0) throw new Error(`virsh ${command}: ${output}`);
  return output;
}

/** A step of the page that calls our program, at this test's daemon. */
async function ours(step: string | undefined): Promise<string> {
  const args = [...(step ?? "").matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  expect(args.shift()).toBe("extern-bmc");
  const { code, stdout, stderr } = await runCli(args.map((arg) => (arg.includes("/control/") ? daemon.control : arg)));
  expect({ step, code, stderr }).toEqual({ step, code: 0, stderr: "" });
  return stdout;
}

test("the domain is valid, and passes what qemu-args prints", async () => {
  expect(steps[0]).toBe("virt-xml-validate vm0.xml");
  expect(await runShell(steps[0] ?? "", { cwd: directory })).toMatchObject({ code: 0 });
  const passed = [...xml.matchAll(/<qemu:arg value='([^']+)'\/>/g)].map(([, value]) => value);
  expect(passed).toEqual(JSON.parse(await ours(qemuArgs.trim())));
});

test("libvirt runs it; it is refused at another user's door", async () => {
  const native = await virsh("domxml-to-native qemu-argv vm0.xml");
  for (const [, value] of here(xml).matchAll(/<qemu:arg value='([^']+)'\/>/g)) expect(native).toContain(` ${value}`);

  expect(steps[3]).toBe("virsh create vm0.xml");
  expect(await virsh("create vm0.xml")).toContain("Domain 'vm0' created");
  const log = join(home, ".cache/libvirt/qemu/log/vm0.log");
  const untilLogged = (text: string) => vi.waitFor(() => expect(readFileSync(log, "utf8")).toContain(text), PATIENCE);
  await untilLogged("is tainted: custom-argv");
  if (!isRoot) return;
  await untilLogged(here(refusal).trim());
  // Stands in for a daemon that runs as nobody: that user may have no access to this repository.
  chownSync(join(directory, "vm0.sock"), NOBODY, NOBODY);
});

test("the guest asks, and the BMC switches the domain off", async () => {
  expect(await ours(steps[2])).toMatch(/^extern-bmc ready unix:/);
  // runCli gives a command less than that.
  await vi.waitFor(() => ours(steps[4]?.replace(" --wait 120", "")), 120_000);
  expect(await virsh("list --name")).toContain("vm0");
  await ours(steps[5]);
  await vi.waitFor(async () => expect(await virsh("list --all --name")).not.toContain("vm0"), PATIENCE);
});
