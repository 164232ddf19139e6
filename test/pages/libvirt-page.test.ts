/** docs/libvirt.md as its readers follow it: its domain, run by libvirt, with our daemon behind it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { writeUnattendedGuest } from "../support/guest/unattended-guest.ts";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { openPageShell, type PageShell } from "../support/pages/page-shell.ts";
import { NOBODY, openVirshSession, type VirshSession } from "../support/pages/virsh-session.ts";
import { debian } from "../support/setup/debian-packages.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const page = readPage("libvirt.md");
const [xml = ""] = blocksOf(page, "xml");
const [qemuArgs = "", needs = "", session = "", giveAway = ""] = blocksOf(page, "sh");
const [refusal = ""] = blocksOf(page, "text");

const isRoot = process.getuid?.() === 0;

let shell: PageShell;
let libvirt: VirshSession;
/** The page's paths, in the test's directory, and nobody for the user of Debian's QEMU. Tests need no sudo. */
const here = (text: string) =>
  text
    .replaceAll(/\/run\/extern-bmc|\/var\/lib\/vm0/g, shell.directory)
    .replaceAll("sudo ", "")
    .replaceAll("libvirt-qemu", String(NOBODY));

beforeAll(() => {
  shell = openPageShell();
  libvirt = openVirshSession(shell);
  shell.write("vm0.xml", here(xml));
  writeUnattendedGuest(shell.directory, "sleep 600");
});

afterAll(() => libvirt?.close("vm0"));

test("the domain passes what qemu-args prints, and the page names the packages and directories that it needs", async () => {
  const passed = [...xml.matchAll(/<qemu:arg value='([^']+)'\/>/g)].map(([, value]) => value);
  expect(passed).toEqual(JSON.parse(await shell.run(qemuArgs)));

  const [packages = "", directories = ""] = needs.trim().split("\n");
  const named = packages.split(" ").filter((word) => Object.values(debian).some(({ name }) => name === word));
  expect(packages).toBe(`sudo apt-get install --yes ${named.join(" ")}`);
  expect(directories).toContain('"$USER" /run/extern-bmc /var/lib/vm0');
  await shell.run(`USER=$(id -un)\n${here(directories)}`);
});

test("libvirt runs the domain; QEMU is refused at another user's socket until root gives it the socket", async () => {
  const native = await shell.run("virsh domxml-to-native qemu-argv vm0.xml");
  for (const [, value] of here(xml).matchAll(/<qemu:arg value='([^']+)'\/>/g)) expect(native).toContain(` ${value}`);
  if (!isRoot) return;

  const steps = here(session).split("\n");
  const untilCreated = steps.slice(0, steps.findIndex((step) => step.startsWith("virsh create")) + 1).join("\n");
  const connected = steps.find((step) => step.includes("--connected")) ?? "";
  const output = await shell.run(`${untilCreated}\n! ${connected} --timeout 1\n${here(giveAway)}\n${connected}
virsh destroy vm0\nkill $!\nwait`);
  expect(output).toContain("Domain 'vm0' created");
  expect(output).toMatch(/not ready after 1 s: no QEMU is connected to vm0\n(?:.*\n)*extern-bmc ready unix:/);
  const log = join(libvirt.home, ".cache/libvirt/qemu/log/vm0.log");
  for (const text of ["is tainted: custom-argv", here(refusal).trim()])
    await vi.waitFor(() => expect(readFileSync(log, "utf8")).toContain(text), PATIENCE);
});

test("the guest asks, the BMC switches the domain off, and nothing of the page runs on", async () => {
  const steps = isRoot ? session.replace("virsh create", `${giveAway}virsh create`) : session;
  const output = await shell.run(`${here(steps)}wait`);
  expect(output).toContain("vm0.xml validates");
  expect(output).toContain("met   Get Device ID at least once");
  expect(output).toContain('"msg":"stopping"');
  await vi.waitFor(async () => expect(await shell.run("virsh list --all --name")).not.toContain("vm0"), PATIENCE);
});
