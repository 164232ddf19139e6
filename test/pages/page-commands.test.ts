/** Commands of pages whose own tests do not run them, as a reader types them. */
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { freePort } from "../support/doors/free-port.ts";
import { bootGuestWithBmc } from "../support/guest/guest-with-bmc.ts";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { openPageShell, type PageShell } from "../support/pages/page-shell.ts";
import { askingDisk } from "../support/qemu/boot-sector.ts";
import { patchedQemu } from "../support/qemu/patched-qemu.ts";
import { endlessPayload } from "../support/qemu/powernv.ts";

const commandsOf = (name: string) => blocksOf(readPage(name), "sh");

/** Small, with something in each dump. */
const MACHINE = `
lan: { address: 192.0.2.7 }
users: { accounts: [{ id: 2, name: admin, password: secret }] }
frus: [{ id: 0, board: { manufacturer: Acme, productName: Mainboard } }]
sensors: [{ name: CPU Temp, type: temperature, units: C, reading: 42 }]
`;
const DUMPS = ["machine.sdr", "sensors.txt", "board.fru", "machine.sel", "mc.txt", "lan.txt", "users.txt"];

let shell: PageShell;
beforeAll(() => {
  shell = openPageShell();
});
afterAll(() => shell?.close());

test("running.md: one line in a CI job", async () => {
  const [line = ""] = commandsOf("running.md");
  shell.write("disk.img", askingDisk());
  expect(await shell.run(line)).toContain("met   Get Device ID at least once, the first within 60 s");
});

test("control.md: the first commands", async () => {
  const [commands = ""] = commandsOf("control.md");
  const output = await shell.run(`${commands}\nextern-bmc sel list --machine server`);
  expect(output).toMatch(/^vm1 .* 0\/1024 /m);
  expect(output).toContain("Upper Critical going high, 97 C");
});

test("lab.md: what the lab prints of one scenario", async () => {
  const [lab = ""] = commandsOf("lab.md");
  const [findings = ""] = blocksOf(readPage("lab.md"), "console");
  mkdirSync(join(shell.directory, "build"));
  symlinkSync(patchedQemu("TEST_QEMU_ANY"), join(shell.directory, "build/qemu-system-x86_64"));
  const output = await shell.run(`${lab.trim()} --scenario late-answer`);
  const plain = (line: string) => line.trim().replaceAll(/ {2,}/g, " ");
  // One scenario does not tell all kinds apart.
  const lines = findings.split("\n").filter((line) => !/^$|^…$|^ {2}(?:(?:pci-)?kcs|ssif):/.test(line));
  for (const line of lines) expect(output.split("\n").map(plain)).toContain(plain(line));
  expect(readFileSync(join(shell.directory, "lab.xml"), "utf8")).toContain("<testsuite");
});

test("lab.md: the columns of two QEMUs", async () => {
  const lab = commandsOf("lab.md").find((command) => command.includes("--expect strict")) ?? "";
  const [, columns = ""] = blocksOf(readPage("lab.md"), "console");
  const scenarios = "--bus isa --scenario late-answer --scenario ff-id --scenario reset-while-busy";
  const output = await shell.run(`${lab.trim()} ${scenarios}`);
  const plain = (line: string) => line.trim().replaceAll(/ {2,}/g, " ");
  const lines = columns.split("\n").filter((line) => /late-answer|held against|this QEMU is/.test(line));
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(output.split("\n").map(plain)).toContain(plain(line));
});

test("lab.md: UEFI, with one of its scenarios", async () => {
  const [, , uefi = ""] = commandsOf("lab.md");
  expect(uefi).toContain("--host uefi");
  expect(await shell.run(`${uefi.trim()} --scenario bt-interface-lib-wrong-id`)).toContain("bt: any");
});

test("container.md: the flags are those of qemu-args; docker needs an engine", async () => {
  expect(commandsOf("container.md")).toEqual([expect.stringMatching(/^docker build .* && docker run .*\n$/)]);
  const [flags = ""] = blocksOf(readPage("container.md"), "text");
  expect(await shell.run("extern-bmc qemu-args --listen tcp:127.0.0.1:9002")).toBe(flags);
});

test("personalities.md: a machine of the package", async () => {
  const [serve = ""] = commandsOf("personalities.md");
  expect(await shell.runServing(serve, "extern-bmc sensor list")).toMatch(/^CPU1 Temp /m);
});

test("powernv.md: skiboot starts a kernel, with the lines that the page shows", async () => {
  const page = readPage("powernv.md");
  const [boot = ""] = blocksOf(page, "sh");
  const [shown = ""] = blocksOf(page, "console");
  shell.write("vmlinux", endlessPayload());
  const started = "until grep -q 'INIT: Starting kernel' console; do sleep 0.2; done";
  const output = await shell.run(
    `${boot.trim()} > console </dev/null & \n${started}\nextern-bmc power off\nwait\ncat console`,
  );
  const plain = (line: string) => line.replaceAll(/^\[.*?,\d\] |0x[0-9a-f]+|\d+ bytes/g, "");
  const lines = shown.split("\n").filter((line) => line.startsWith("["));
  for (const line of lines) expect(output.split(/\r?\n/).map(plain)).toContain(plain(line));
});

test("moving-from-ipmi_sim.md: import, then serve", async () => {
  const [commands = ""] = commandsOf("moving-from-ipmi_sim.md");
  shell.write("lan.conf", 'name "example"\nset_working_mc 0x20\n  startlan 1\n  endlan\n');
  shell.write("ipmisim1.emu", blocksOf(readPage("moving-from-ipmi_sim.md"), "emu")[0] ?? "");
  shell.write("temperature.val", "42\n");
  const output = await shell.runServing(commands, "extern-bmc sensor list");
  expect(output).toMatch(/^temperature 1 /m);
});

test("moving-from-virtualbmc.md: import, then serve what its clients know", async () => {
  const port = `${await freePort()}`;
  const [commands = ""] = commandsOf("moving-from-virtualbmc.md");
  const [config = ""] = blocksOf(readPage("moving-from-virtualbmc.md"), "ini");
  shell.write("vbmc/vm0/config", config.replace("6230", port));
  const output = await shell.runServing(
    commands.replace("~/.vbmc", "vbmc"),
    `ipmitool -I lanplus -H 127.0.0.1 -p ${port} -U admin -P secret -C 3 mc info`,
  );
  expect(output).toMatch(/^IPMI Version +: 2\.0$/m);
});

test("moving-from-sushy-emulator.md: import, then serve what its clients know", async () => {
  const port = `${await freePort()}`;
  const [commands = ""] = commandsOf("moving-from-sushy-emulator.md");
  const [config = ""] = blocksOf(readPage("moving-from-sushy-emulator.md"), "python");
  shell.write("emulator.conf", config.replace("8000", port).replace(/'\d.*# vm1\n/, ""));
  shell.write("htpasswd", blocksOf(readPage("moving-from-sushy-emulator.md"), "text")[0] ?? "");
  const output = await shell.runServing(
    commands.replace("\nextern", "\nsed -i 's/password: \"\"/password: secret/' vms.yaml\nextern"),
    `curl -s -u admin:secret http://127.0.0.1:${port}/redfish/v1/Systems/vm0`,
  );
  expect(output).toContain('"PowerState"');
});

describe("watching.md", () => {
  const [recording = "", dissecting = "", replaying = ""] = commandsOf("watching.md");

  test("a journal and a capture, which tshark reads", async () => {
    shell.write("disk.img", askingDisk());
    await shell.runServing(
      recording,
      "qemu-system-x86_64 -drive file=disk.img,format=raw -display none $(extern-bmc qemu-args)",
    );
    expect(await shell.run(dissecting)).toContain("Get Device ID");
  });

  test("a BMC that answers as recorded", async () => {
    const recorded =
      "until [ -S recorded.sock ]; do sleep 0.1; done; extern-bmc replay bmc.jsonl --to unix:recorded.sock";
    expect(await shell.run(`${replaying.trim()} &\n${recorded}`)).toContain("every answer as recorded");
  });
});

test("import.md: dumps of a machine, a configuration of them, its BMC", async () => {
  const [dumping = "", importing = ""] = commandsOf("import.md");
  await using daemon = await startTestDaemon({ config: MACHINE, args: ["--listen", "tcp:127.0.0.1:0"] });
  await using guest = await bootGuestWithBmc(daemon, { device: "isa-ipmi-bt" });
  const { exitCode, stderr } = await guest.run(`cd /tmp; set -e; ${dumping}`, { timeoutMs: 120_000 });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  for (const name of DUMPS) {
    const { stdout } = await guest.run(`base64 /tmp/${name}`);
    shell.write(name, Buffer.from(stdout, "base64"));
  }
  const output = await shell.runServing(importing, "extern-bmc sensor list; extern-bmc user list");
  expect(output).toMatch(/^CPU Temp .* 42 C /m);
  expect(output).toContain("admin");
});
