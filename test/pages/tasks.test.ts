/** docs/tasks/ as a reader with the task follows it: every block of every page, in its order. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { BOOTED } from "../../src/lab/own-firmware/boot-program.ts";
import { freePort } from "../support/doors/free-port.ts";
import { writeUnattendedGuest } from "../support/guest/unattended-guest.ts";
import { tinyFirmware } from "../support/lab/tiny-firmware.ts";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { openPageShell, type PageShell } from "../support/pages/page-shell.ts";
import { askingDisk, idleDisk } from "../support/qemu/boot-sector.ts";
import { bootableCd } from "../support/qemu/bootable-cd.ts";
import { writeBiosBoots } from "../support/qemu/two-boot-devices.ts";

interface TaskPage {
  /** The page's shell blocks, except those that are files. */
  readonly blocks: readonly string[];
  readonly shell: PageShell;
}

/**
 * The page's files and its guest, in a directory of their own; `shells` is how many blocks there are to run, and the guest
 * runs `before` ahead of the page's commands.
 */
function openTask(name: string, shells: number, before = ""): TaskPage {
  const page = readPage(`tasks/${name}`);
  const shell = openPageShell();
  onTestFinished(() => shell.close());
  const isFile = (block: string) => /^# \S+\n/.test(block);
  const [yaml, python, sh] = [blocksOf(page, "yaml"), blocksOf(page, "python"), blocksOf(page, "sh")];
  for (const block of [...yaml, ...python, ...sh].filter(isFile)) shell.write(/^# (\S+)/.exec(block)?.[1] ?? "", block);
  const guest = blocksOf(page, "console").flatMap((block) => [...block.matchAll(/^# (.*)$/gm)].map(([, line]) => line));
  if (guest.length > 0) writeUnattendedGuest(shell.directory, [before, ...guest].join("\n"));
  const blocks = sh.filter((block) => !isFile(block));
  expect(blocks).toHaveLength(shells);
  return { blocks, shell };
}

test("every page has a test here", () => {
  const tested = [
    "boot-once",
    "critical-sensor",
    "eight-vms",
    "keep-the-sel",
    "lose-a-reply",
    "own-firmware",
    "power-cycle",
    "python",
    "trap",
    "virtual-media",
    "watchdog",
  ];
  expect(readdirSync(new URL("../../docs/tasks", import.meta.url)).sort()).toEqual(tested.map((name) => `${name}.md`));
});

describe("tasks", () => {
  test("eight VMs", async () => {
    const { shell, blocks } = openTask("eight-vms.md", 2);
    shell.write("disk.img", askingDisk());
    const eight = "until [ $(extern-bmc status | grep -c 'Get Device ID: 00h') = 8 ]; do sleep 1; done\n";
    const output = await shell.run(blocks.join(eight));
    expect(output).toContain("Upper Critical going high, 97 C");
    expect(output.match(/^vm\d .* (?:0|2)\/1024 .*$/gm)).toHaveLength(8);
  });

  test("a critical sensor", async () => {
    // A guest may boot faster than the script makes the sensor hot; a reader types later.
    const { shell, blocks } = openTask("critical-sensor.md", 3, "sleep 3");
    expect(await shell.run(blocks[0] ?? "")).toMatch(/CPU1 Temp \| Upper Critical going high \| Asserted/);
    expect(await shell.run(blocks[1] ?? "")).toContain("CPU1 Temp  Upper Critical going high, 97 C");
    expect(await shell.run(blocks[2] ?? "")).toMatch(
      /^State +Upper Non-critical, Upper Critical\n(.+\n)+no records\n/m,
    );
  });

  test("a power cycle, by run and by a command", async () => {
    const { shell, blocks } = openTask("power-cycle.md", 2);
    shell.write("disk.img", idleDisk());
    const isBack =
      "until extern-bmc power | grep 'chassis control' && extern-bmc healthcheck --connected; do sleep 1; done";
    const isGone = "while extern-bmc healthcheck --connected; do sleep 0.2; done";
    for (const block of blocks) await shell.run(`${block}\n${isBack}\nextern-bmc power off\n${isGone}`);
  });

  test("one boot from the network", async () => {
    const { shell, blocks } = openTask("boot-once.md", 2);
    writeBiosBoots(shell.directory);
    const port = `${await freePort()}`;
    const [run = "", ipmitool = ""] = blocks.map((block) => block.replaceAll("6230", port));
    const booted = (times: number, from: string) =>
      `until [ $(grep -c ^${from} serial.log) = ${times} ]; do sleep 0.2; done; echo from ${from}`;
    const steps = [run, booted(1, "disk"), "until extern-bmc power | grep -w off; do sleep 0.2; done"];
    const output = await shell.run([...steps, ipmitool, booted(1, "network")].join("\n"));
    expect(output).toMatch(/from disk\n[\s\S]*Set Boot Device to pxe\n[\s\S]*from network\n/);
  });

  test("a CD that a Redfish client inserts, and a command", async () => {
    const { shell, blocks } = openTask("virtual-media.md", 4);
    writeBiosBoots(shell.directory);
    shell.write("cd.iso", bootableCd("cd"));
    const ports = { 8000: await freePort(), 8080: await freePort() };
    const own = (block: string) =>
      Object.entries(ports).reduce((text, [on, port]) => text.replaceAll(on, `${port}`), block);
    const [run = "", insert = "", eject = "", commands = ""] = blocks.map(own);
    const booted = (times: number, from: string) =>
      `until [ $(grep -c ^${from} serial.log) = ${times} ]; do sleep 0.2; done; echo from ${from}`;
    const serves = `until curl -fso /dev/null http://127.0.0.1:${ports[8080]}/; do sleep 0.2; done`;
    const again = own(`redfish /Actions/ComputerSystem.Reset POST '{ "ResetType": "ForceRestart" }'`);
    // Its guest has switched itself off, so the CD goes into a QEMU that is paused.
    const redfish = [run, serves, booted(1, "disk"), insert, booted(1, "cd"), eject, again, booted(2, "disk")];
    const output = await shell.run([...redfish, commands].join("\n"));
    expect(output).toMatch(/from disk\n[\s\S]*from cd\n[\s\S]*from disk\n/);
    expect(output.match(/^cd0 .*/gm)?.map((row) => row.split(/ +/)[2]?.replace(/:\d+/, ""))).toEqual([
      ...["http://127.0.0.1/cd.iso", "http://127.0.0.1/cd.iso", "-"],
    ]);
  });

  test("a SEL that is kept", async () => {
    const { shell, blocks } = openTask("keep-the-sel.md", 2);
    const [run = "", exported = ""] = blocks;
    expect(await shell.run(run)).not.toMatch(/^ +2 \| /m);
    expect(await shell.run(run)).toMatch(/^ +2 \| /m);
    await shell.run(exported);
    expect(await shell.run("extern-bmc state show --state other-state")).toMatch(/ sel +records +2$/m);
  });

  test("a watchdog driver", async () => {
    const { shell, blocks } = openTask("watchdog.md", 2);
    const output = await shell.run(blocks[0] ?? "");
    expect(output).toContain("met   in this order: Set Watchdog Timer, Reset Watchdog Timer");
    expect(output).toMatch(/ Reset Watchdog Timer → ok .*\n.* -< Reset\n$/);
    await shell.run(`extern-bmc serve &\nextern-bmc wait-ready\n${blocks[1]}`);
  });

  test("a lost reply", async () => {
    const { shell, blocks } = openTask("lose-a-reply.md", 2);
    const [linux = ""] = blocksOf(readPage("tasks/lose-a-reply.md"), "text");
    writeUnattendedGuest(shell.directory, "ipmitool mc info");
    const output = await shell.run(blocks[0] ?? "");
    expect(output).toContain(linux.trim());
    expect(output).toContain("IPMI Version              : 2.0");
    expect(output).toMatch(/^\S+ Get BMC Global Enables → ok .* id 02 \[lost\]/m);
    await shell.run(`extern-bmc serve &\nextern-bmc wait-ready\n${blocks[1]}`);
  });

  test("a shell script, and Python", async () => {
    const { shell, blocks } = openTask("python.md", 1);
    const [session = ""] = blocksOf(readPage("tasks/python.md"), "console");
    const [command = "", said = ""] = session.replace("$ ", "").split("\n");
    const output = await shell.run(`${blocks[0]}\n${command}`);
    expect(output).toMatch(/^97$/m);
    expect(output.trimEnd().split("\n").at(-1)).toBe(said);
  });

  test("a trap for a critical sensor, acknowledged", async () => {
    const { shell, blocks } = openTask("trap.md", 2);
    const [serve = "", immediate = ""] = blocks;
    const counts = "curl -s http://127.0.0.1:9163/metrics | grep lan_alerts_total";
    const output = await shell.run(`export EXTERN_BMC_HTTP_LISTEN=127.0.0.1:9163 HOME=$PWD
${serve}
until ${counts} | grep '"acknowledged"} 1'; do sleep 0.2; done
${immediate}
until [ $(grep -c TRAP snmptrapd.log) -ge 2 ]; do sleep 0.2; done
cat snmptrapd.log`);
    const [line = ""] = blocksOf(readPage("tasks/trap.md"), "text");
    expect(output).toContain(line.trim());
    expect(output).toMatch(/TRAP, SNMP v1, community public\n.*3183\.1\.1 Enterprise Specific Trap \(65801\) /);
  });

  test("your own firmware", async () => {
    const { shell, blocks } = openTask("own-firmware.md", 4);
    const [all = "", ovmf = "", coreboot = "", own = ""] = blocks;
    shell.write("MY_OVMF.fd", tinyFirmware("does not care", BOOTED));
    expect(await shell.run(all)).toMatch(/^wrong-id +boots +\d/m);
    shell.write("OVMF_CODE.fd", readFileSync("/usr/share/OVMF/OVMF_CODE_4M.fd"));
    shell.write("OVMF_VARS.fd", readFileSync("/usr/share/OVMF/OVMF_VARS_4M.fd"));
    expect(await shell.run(ovmf)).toContain("sent no IPMI request on ssif");
    shell.write("coreboot.rom", tinyFirmware("does not ask", "Linux version"));
    shell.write("disk.img", idleDisk());
    expect(await shell.run(coreboot)).toContain("sent no IPMI request on bt");
    const output = await shell.run(own);
    expect(output).toMatch(/^deaf +boots .*NO REQUEST MET THE FAULT$/m);
    expect(output).toMatch(/^wrong-id +Every answer has the message id plus one$/m);
  });
});
