/** `run`: real QEMUs, from start to end. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished, vi } from "vitest";
import { haltingBios } from "../../src/lab/qemu/halting-bios.ts";
import { runCli } from "../support/cli.ts";
import { temporaryDirectory } from "../support/door.ts";
import { prepareGuestFiles } from "../support/guest/guest-files.ts";

const ENTRY = fileURLToPath(new URL("../../bin/extern-bmc.js", import.meta.url));
const BARE = ["-machine", "pc", "-accel", "tcg", "-nodefaults", "-display", "none"];

/** Starts `run` with these flags of its own, and this QEMU. */
function start(flags: readonly string[], qemu: readonly string[]) {
  const child = spawn(process.execPath, [ENTRY, "run", ...flags, "--", ...qemu], { detached: true });
  onTestFinished(() => {
    // Its QEMU too: they are a process group.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => (output.stdout += text));
  child.stderr.on("data", (text) => (output.stderr += text));
  const exit = new Promise<number | string>((resolve) =>
    child.once("close", (code, signal) => resolve(code ?? String(signal))),
  );
  return { child, output, exit };
}

/** A QEMU whose firmware stands still, until something ends it. */
function halted(...flags: readonly string[]): readonly string[] {
  const bios = join(temporaryDirectory(), "bios.bin");
  writeFileSync(bios, haltingBios());
  return ["qemu-system-x86_64", ...BARE, "-bios", bios, ...flags];
}

/** A Linux that runs a command as its only process. */
function linux(command: string): readonly string[] {
  const { kernelPath, initramfsPath } = prepareGuestFiles();
  const script = `mount -t proc proc /proc; mount -t sysfs sysfs /sys; mount -t devtmpfs devtmpfs /dev; ${command}; poweroff -f`;
  const append = `console=ttyS0 quiet cryptomgr.notests rdinit=/bin/sh -- -c "export PATH=/usr/sbin:/usr/bin:/sbin:/bin; ${script}"`;
  const boot = ["-kernel", kernelPath, "-initrd", initramfsPath, "-append", append];
  return ["qemu-system-x86_64", ...BARE, "-m", "256", ...boot, "-serial", "stdio"];
}

const LEFT = () => readdirSync(tmpdir()).filter((name) => name.startsWith("extern-bmc-run-"));

it("a guest that does what it should: its console on ours, the verdicts, exit code 0, nothing left", async () => {
  const before = LEFT();
  const expectations = ["{ seen: { command: Get Device ID, within: 60s } }", "{ discarded: 0 }"];
  const flags = expectations.flatMap((text) => ["--expect", text]);
  const { output, exit } = start(flags, linux("modprobe ipmi_si; modprobe ipmi_devintf; ipmitool mc info"));
  expect([await exit, output.stderr]).toEqual([
    0,
    expect.stringMatching(/met {3}Get Device ID at least once, the first within 60 s\nmet {3}no discarded frame\n$/),
  ]);
  expect(output.stdout).toContain("IPMI Version              : 2.0");
  expect(LEFT()).toEqual(before);
});

it("one that does not: what is unmet, and exit code 1", async () => {
  const { output, exit } = start(["--expect", "{ seen: Set Watchdog Timer }"], linux("modprobe ipmi_si"));
  expect(await exit).toBe(1);
  expect(output.stderr).toMatch(/UNMET Set Watchdog Timer at least once\n {6}it never came; what came: Get Device ID/);
});

it("QEMU's own exit code, its message, and the verdicts beside it", async () => {
  const { output, exit } = start(
    ["--expect", "{ seen: Get Device ID }"],
    ["qemu-system-x86_64", "-machine", "nonsense"],
  );
  expect(await exit).toBe(1);
  expect(output.stderr).toContain("unsupported machine type");
  expect(output.stderr).toContain("UNMET Get Device ID");
  expect(output.stderr).toContain("extern-bmc: QEMU ended with exit code 1");
  const bios = join(temporaryDirectory(), "exit.bin");
  // mov al, 10h; out F4h, al: isa-debug-exit ends QEMU with twice the value and one.
  const image = haltingBios();
  image.set([0xb0, 0x10, 0xe6, 0xf4], image.length - 16);
  writeFileSync(bios, image);
  const debugExit = ["-device", "isa-debug-exit,iobase=0xf4,iosize=1"];
  expect(await start([], ["qemu-system-x86_64", ...BARE, "-bios", bios, ...debugExit]).exit).toBe(33);
});

it("signals end QEMU, and then us", async () => {
  const { child, exit } = start([], halted());
  const pid = await vi.waitFor(() => qemuOf(child.pid), 20_000);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  expect(existsSync(`/proc/${pid}`)).toBe(false);
});

it("a power cycle starts QEMU again; with --stay power off waits for power on", async () => {
  const socket = join(temporaryDirectory(), "control", "bmc.sock");
  const { child, exit } = start(["--stay", "--control", socket], halted());
  const power = (what: string) => runCli(["power", what, "--socket", socket]);
  const another = (than?: number) =>
    vi.waitFor(async () => {
      expect((await runCli(["healthcheck", "--connected", "--socket", socket])).code).toBe(0);
      const pid = qemuOf(child.pid);
      expect(pid).not.toBe(than);
      return pid;
    }, 30_000);
  const first = await another();
  expect((await power("cycle")).code).toBe(0);
  const second = await another(first);
  expect((await power("off")).code).toBe(0);
  await vi.waitFor(() => expect(existsSync(`/proc/${second}`)).toBe(false), 10_000);
  expect((await power("status")).stdout).toContain("off");
  expect((await power("on")).code).toBe(0);
  await another(second);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
});

it("what is no QEMU, or missing, is said before anything starts", async () => {
  expect(await runCli(["run", "--", "/bin/true"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("is this QEMU?"),
  });
  expect(await runCli(["run"])).toMatchObject({ code: 2, stderr: expect.stringContaining("qemu") });
});

/** The QEMU that `run` runs; it asked one before how it spells a flag. */
function qemuOf(parent: number | undefined): number {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const found = pids.find((pid) => {
    const [status, commandLine] = [read(pid, "status"), read(pid, "cmdline")];
    return status.includes(`\nPPid:\t${parent}\n`) && commandLine.includes("ipmi-bmc-extern");
  });
  if (found === undefined) throw new Error("no QEMU yet");
  return Number(found);
}

/** Of a process that may just have ended. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
