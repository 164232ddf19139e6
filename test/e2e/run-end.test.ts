/** `run`: the events of a real QEMU while it runs, and how it ended. */

import { spawn } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { runCli } from "../support/daemon/cli.ts";
import { ENTRY } from "../support/daemon/entry.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { doing, halted, linux, qemuOf, startRun } from "../support/qemu/run-qemu.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

/** "STOP", "RESET guest-reset", as far as they are in the journal. */
function told(journal: string): readonly string[] {
  if (!existsSync(journal)) return [];
  return readFileSync(journal, "utf8")
    .split("\n")
    .filter((line) => line.includes('"kind":"qemu"') && line.endsWith("}"))
    .map((line) => JSON.parse(line))
    .map(({ event, reason = "" }) => `${event} ${reason}`.trimEnd());
}

/** Repeats a command to the monitor until its event is in the journal: QEMU reports nothing before it reads our first line. */
function monitorOf({ child }: ReturnType<typeof startRun>, journal: string) {
  return (command: string, event: string) =>
    vi.waitFor(
      () => {
        child.stdin.write(`${command}\n`);
        expect(told(journal)).toContain(event);
      },
      { ...PATIENCE, interval: 200 },
    );
}

it("pauses, resets and the end are in the journal", async () => {
  const journal = join(temporaryDirectory(), "bmc.jsonl");
  const run = startRun(["--journal", journal], halted("-monitor", "stdio"));
  const say = monitorOf(run, journal);
  await say("cont\nstop", "STOP");
  await say("stop\ncont", "RESUME");
  await say("system_reset", "RESET host-qmp-system-reset");
  run.child.stdin.write("quit\n");
  expect(await run.exit).toBe(0);
  expect(told(journal).at(-1)).toBe("SHUTDOWN host-qmp-quit");
});

it("ends the QEMU of a wrapper script that its own signal ends", async () => {
  const directory = temporaryDirectory();
  const [journal, wrapper] = [join(directory, "bmc.jsonl"), join(directory, "wrapper")];
  const [qemu = "", ...flags] = halted("-monitor", "stdio");
  writeFileSync(wrapper, `#!/bin/sh\n"${qemu}" "$@"\nexit 0\n`, { mode: 0o755 });
  const run = startRun(["--journal", journal], [wrapper, ...flags]);
  await monitorOf(run, journal)("cont\nstop", "STOP");
  run.child.kill("SIGTERM");
  expect(await run.exit).toBe(0);
  expect(told(journal).at(-1)).toBe("SHUTDOWN host-qmp-quit");
});

it("a guest that resets its machine is counted, again and after a power cycle", async () => {
  const directory = temporaryDirectory();
  const [journal, socket] = [join(directory, "bmc.jsonl"), join(directory, "control", "c.sock")];
  // mov al, FEh; out 64h, al: the keyboard controller resets the machine. Then the same again.
  const resetting = doing([0xb0, 0xfe, 0xe6, 0x64, 0xf4]);
  const { child, exit } = startRun(["--journal", journal, "--control", socket], resetting);
  const machine = async () => {
    const { stdout } = await runCli(["status", "--json", "--socket", socket]);
    return JSON.parse(stdout).machines[0] as { resets: number; links: readonly { capabilities: readonly string[] }[] };
  };
  // QEMU reports resets as soon as it runs, and its capabilities once its device is connected.
  await vi.waitFor(async () => {
    const { resets, links } = await machine();
    expect([resets > 0, links[0]?.capabilities]).toEqual([true, expect.arrayContaining(["Power"])]);
  }, PATIENCE);
  const first = qemuOf(child.pid);
  expect(await runCli(["power", "cycle", "--socket", socket])).toMatchObject({ code: 0 });
  await vi.waitFor(() => expect(qemuOf(child.pid)).not.toBe(first), PATIENCE);
  const before = (await machine()).resets;
  await vi.waitFor(async () => expect((await machine()).resets).toBeGreaterThan(before), PATIENCE);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  expect(told(journal)).toEqual(expect.arrayContaining(["RESET guest-reset", "SHUTDOWN guest-shutdown"]));
  expect(told(journal).at(-1)).toBe("SHUTDOWN host-signal");
});

it("a guest that panics gives exit code 0, as QEMU does, and a message", async () => {
  const journal = join(temporaryDirectory(), "bmc.jsonl");
  // mov dx, 505h; mov al, 1; out dx, al: pvpanic. The guest waits for "cont".
  const panicking = doing([0xba, 0x05, 0x05, 0xb0, 0x01, 0xee, 0xf4], "-device", "pvpanic", "-S", "-monitor", "stdio");
  const run = startRun(["--log-format", "json", "--journal", journal], panicking);
  await monitorOf(run, journal)("system_reset", "RESET host-qmp-system-reset");
  run.child.stdin.write("cont\n");
  expect(await run.exit).toBe(0);
  expect(run.output.stderr).toContain("QEMU ended with exit code 0 (guest-panic)");
});

it("a signal that ends QEMU ends run, with --stay too", async () => {
  const journal = join(temporaryDirectory(), "bmc.jsonl");
  const heeded = startRun(["--stay", "--log-format", "json", "--journal", journal], halted("-monitor", "stdio"));
  // Before QMP is open, nobody tells why QEMU ends.
  await monitorOf(heeded, journal)("cont\nstop", "STOP");
  process.kill(qemuOf(heeded.child.pid), "SIGTERM");
  expect(await heeded.exit).toBe(0);
  expect(heeded.output.stderr).toContain("QEMU ended with exit code 0 (host-signal)");
  const killed = startRun(["--stay"], halted());
  process.kill(await vi.waitFor(() => qemuOf(killed.child.pid), PATIENCE), "SIGKILL");
  expect(await killed.exit).toBe(137);
  expect(killed.output.stderr).toContain("extern-bmc: QEMU was ended by SIGKILL");
});

it("SIGKILL of run ends its QEMU, with --keep-qemu too", async () => {
  const { child, exit } = startRun(["--keep-qemu"], halted());
  await vi.waitFor(() => qemuOf(child.pid), PATIENCE);
  child.kill("SIGKILL");
  // It resolves when QEMU, which has the same standard output, has ended too.
  expect(await exit).toBe("SIGKILL");
});

it("--stay: a guest that switches its machine off leaves a BMC that can switch it on", async () => {
  const socket = join(temporaryDirectory(), "control", "c.sock");
  const { child, exit } = startRun(["--stay", "--control", socket], linux("modprobe ipmi_si"));
  const first = await vi.waitFor(() => qemuOf(child.pid), PATIENCE);
  await vi.waitFor(() => expect(existsSync(`/proc/${first}`)).toBe(false), PATIENCE);
  await vi.waitFor(async () => {
    expect((await runCli(["power", "--socket", socket])).stdout).toMatch(/^Power +off$/m);
  }, PATIENCE);
  expect((await runCli(["power", "on", "--socket", socket])).code).toBe(0);
  await vi.waitFor(() => expect(qemuOf(child.pid)).not.toBe(first), PATIENCE);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
});

it("QEMU has the terminal: with -nographic Ctrl-C is the guest's, and Ctrl-A C finds the monitor", async () => {
  const line = `${process.execPath} ${ENTRY} run -- ${defaultQemu()} -accel tcg -net none -nographic`;
  const terminal = spawn("script", ["-qec", line, "/dev/null"], { stdio: "pipe" });
  onTestFinished(() => void terminal.kill("SIGKILL"));
  let shown = "";
  terminal.stdout.on("data", (text) => (shown += text));
  const exit = new Promise((resolve) => terminal.once("exit", resolve));
  await vi.waitFor(() => expect(shown).toContain("SeaBIOS"), PATIENCE);
  terminal.stdin.write("\x03\x01cinfo status\n");
  await vi.waitFor(() => expect(shown).toContain("VM status: running"), PATIENCE);
  terminal.stdin.write("quit\n");
  expect(await exit).toBe(0);
});

it("a second signal does not wait for a QEMU that ignores signals, and leaves nothing", async () => {
  const fake = join(temporaryDirectory(), "qemu");
  const help = 'if [ "$2" = socket,help ]; then echo "  reconnect=<num>"; exit; fi';
  writeFileSync(fake, `#!/bin/sh\n${help}\ntrap "" TERM\necho up\nwhile :; do sleep 0.1; done\n`);
  chmodSync(fake, 0o755);
  const directory = temporaryDirectory();
  const { child, exit, output } = startRun([], [fake], { TMPDIR: directory });
  await vi.waitFor(() => expect(output.stdout).toContain("up"), PATIENCE);
  const pid = qemuOf(child.pid);
  child.kill("SIGTERM");
  const again = setInterval(() => child.kill("SIGTERM"), 100);
  expect(await exit).toBe(1);
  clearInterval(again);
  await vi.waitFor(() => expect(existsSync(`/proc/${pid}`)).toBe(false), PATIENCE);
  expect(readdirSync(directory).filter((name) => name.startsWith("extern-bmc-run-"))).toEqual([]);
});
