/** `run` as its users start it, and QEMUs for it. */

import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { defaultQemu } from "../../../src/cli/options/qemu-option.ts";
import { haltingBios } from "../../../src/lab/qemu/halting-bios.ts";
import { groupKiller } from "../../../src/lab/qemu/process-group.ts";
import { withParentDeathSignal } from "../../../src/os/parent-death-signal.ts";
import { ENTRY } from "../daemon/entry.ts";
import { temporaryDirectory } from "../doors/door.ts";
import { prepareGuestFiles } from "../guest/guest-files.ts";

export const BARE = ["-machine", "pc", "-accel", "tcg", "-nodefaults", "-display", "none"];

/** Starts `run` with these flags of its own, and this QEMU. */
export function startRun(flags: readonly string[], qemu: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const options = { detached: true, env: { ...process.env, ...env } };
  const line = [ENTRY, "run", ...flags, "--", ...qemu];
  const child = spawn(...withParentDeathSignal("KILL", process.execPath, line), options);
  // Its QEMU too: they are a process group.
  onTestFinished(groupKiller(child));
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => (output.stdout += text));
  child.stderr.on("data", (text) => (output.stderr += text));
  const exit = new Promise<number | string>((resolve) =>
    child.once("close", (code, signal) => resolve(code ?? String(signal))),
  );
  return { child, output, exit };
}

/** A QEMU whose firmware does nothing, so that only something else ends it. */
export function halted(...flags: readonly string[]): readonly string[] {
  return doing([], ...flags);
}

/** A QEMU whose firmware is this machine code, at most 16 bytes at the address where an x86 starts. */
export function doing(code: readonly number[], ...flags: readonly string[]): readonly string[] {
  const bios = join(temporaryDirectory(), "bios.bin");
  const image = haltingBios();
  image.set(code, image.length - 16);
  writeFileSync(bios, image);
  return [defaultQemu(), ...BARE, "-bios", bios, ...flags];
}

/** A Linux that runs a command as its only process. */
export function linux(command: string): readonly string[] {
  const { kernelPath, initramfsPath } = prepareGuestFiles();
  const script = `mount -t proc proc /proc; mount -t sysfs sysfs /sys; mount -t devtmpfs devtmpfs /dev; ${command}; poweroff -f`;
  const append = `console=ttyS0 quiet cryptomgr.notests no_timer_check rdinit=/bin/sh -- -c "export PATH=/usr/sbin:/usr/bin:/sbin:/bin; ${script}"`;
  const boot = ["-kernel", kernelPath, "-initrd", initramfsPath, "-append", append];
  return [defaultQemu(), ...BARE, "-m", "256", ...boot, "-serial", "stdio"];
}

/** The QEMU that `run` runs. Before it, `run` started another to ask for the spelling of a flag. */
export function qemuOf(parent: number | undefined): number {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const found = pids.find((pid) => {
    const [status, commandLine] = [read(pid, "status"), read(pid, "cmdline")];
    return status.includes(`\nPPid:\t${parent}\n`) && commandLine.includes("ipmi-bmc-extern");
  });
  if (found === undefined) throw new Error("no QEMU yet");
  return Number(found);
}

/** Reads a file of a process that may just have ended. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
