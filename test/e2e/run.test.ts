/** `run`: real QEMUs, from start to end. */

import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { runCli } from "../support/daemon/cli.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { doing, halted, linux, qemuOf, startRun as start } from "../support/qemu/run-qemu.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

/** Files that they left in a directory for temporary files. */
const left = (directory: string) => readdirSync(directory).filter((name) => name.startsWith("extern-bmc-run-"));

it("a correct guest has its console on ours, verdicts, exit code 0, and leaves nothing", async () => {
  const directory = temporaryDirectory();
  const expectations = ["{ seen: { command: Get Device ID, within: 60s } }", "{ discarded: 0 }"];
  const flags = expectations.flatMap((text) => ["--expect", text]);
  const { output, exit } = start(flags, linux("modprobe ipmi_si; modprobe ipmi_devintf; ipmitool mc info"), {
    TMPDIR: directory,
  });
  expect([await exit, output.stderr]).toEqual([
    0,
    expect.stringMatching(/met {3}Get Device ID at least once, the first within 60 s\nmet {3}no discarded frame\n$/),
  ]);
  expect(output.stdout).toContain("IPMI Version              : 2.0");
  expect(left(directory)).toEqual([]);
});

it("an incorrect guest gives the unmet assertions and exit code 1", async () => {
  const { output, exit } = start(["--expect", "{ seen: Set Watchdog Timer }"], linux("modprobe ipmi_si"));
  expect(await exit).toBe(1);
  expect(output.stderr).toMatch(/UNMET Set Watchdog Timer at least once\n {6}it never came; what came: Get Device ID/);
});

it("passes on QEMU's exit code and message, beside the verdicts", async () => {
  const { output, exit } = start(["--expect", "{ seen: Get Device ID }"], [defaultQemu(), "-machine", "nonsense"]);
  expect(await exit).toBe(1);
  expect(output.stderr).toContain("unsupported machine type");
  expect(output.stderr).toContain("UNMET Get Device ID");
  expect(output.stderr).toContain("extern-bmc: QEMU ended with exit code 1");
  // mov al, 10h; out F4h, al: isa-debug-exit ends QEMU with twice the value and one.
  const debugExit = doing([0xb0, 0x10, 0xe6, 0xf4], "-device", "isa-debug-exit,iobase=0xf4,iosize=1");
  expect(await start([], debugExit).exit).toBe(33);
});

it("signals end QEMU, and then us", async () => {
  const { child, exit, output } = start(["--log-format", "json"], halted());
  const pid = await vi.waitFor(() => qemuOf(child.pid), PATIENCE);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  // An end at the user's request needs no message.
  expect(output.stderr).not.toContain("QEMU ended");
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
    }, PATIENCE);
  const first = await another();
  expect((await power("cycle")).code).toBe(0);
  const second = await another(first);
  expect((await power("off")).code).toBe(0);
  await vi.waitFor(() => expect(existsSync(`/proc/${second}`)).toBe(false), PATIENCE);
  expect((await power("status")).stdout).toContain("off");
  expect((await power("on")).code).toBe(0);
  await another(second);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
});

it("switches off and on again a QEMU that has not connected yet", async () => {
  const [directory, socket] = [temporaryDirectory(), join(temporaryDirectory(), "control", "bmc.sock")];
  const [qemu, started] = [join(directory, "qemu"), join(directory, "started")];
  const [real = ""] = halted();
  writeFileSync(
    qemu,
    `#!/bin/sh\n[ "$2" = socket,help ] && exec '${real}' "$@"\necho $$ >> ${started}\nexec sleep 1000\n`,
  );
  chmodSync(qemu, 0o755);
  const { child, exit } = start(["--stay", "--control", socket], [qemu]);
  const starts = () => (existsSync(started) ? readFileSync(started, "utf8").trim().split("\n").length : 0);
  const power = async (what: string) => (await runCli(["power", what, "--socket", socket])).code;
  await expect.poll(starts).toBe(1);
  expect(await power("cycle")).toBe(0);
  await expect.poll(starts).toBe(2);
  expect([await power("off"), await power("on")]).toEqual([0, 0]);
  await expect.poll(starts).toBe(3);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
});

it("runs the QEMU of --qemu, otherwise that of EXTERN_BMC_QEMU, where only arguments stand behind --", async () => {
  const [qemu = "", ...args] = doing([0xb0, 0x10, 0xe6, 0xf4], "-device", "isa-debug-exit,iobase=0xf4,iosize=1");
  const none = { EXTERN_BMC_QEMU: "/no/qemu" };
  const { exit, output } = start([], args, { EXTERN_BMC_QEMU: qemu });
  expect([await exit, output.stderr]).toEqual([33, expect.not.stringMatching(/warning|deprecated/)]);
  expect(await start(["--qemu", qemu], args, none).exit).toBe(33);
  expect(await start([], [qemu, ...args], none).exit).toBe(33);
  expect(await runCli(["run", "--", ...args], { env: none })).toMatchObject({
    code: 2,
    stderr: "extern-bmc: /no/qemu: there is no such program; say where QEMU is with --qemu PATH\n",
  });
});

it("refuses a program that is not QEMU, or missing, before anything starts", async () => {
  expect(await runCli(["run", "--", "/bin/true"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("is this QEMU?"),
  });
  expect(await runCli(["run"])).toMatchObject({ code: 2, stderr: expect.stringContaining("qemu") });
  expect(await runCli(["run", "--", "/no/qemu"])).toEqual({
    code: 2,
    stdout: "",
    stderr: "extern-bmc: /no/qemu: there is no such program; say where QEMU is after --\n",
  });
  expect(await runCli(["run", "--serial", "pty:/dev/pts/3", "--", defaultQemu()])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--serial pty: needs the path that QEMU prints"),
  });
  expect(await runCli(["run", "--", defaultQemu(), "-daemonize"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("leave it out"),
  });
  const directory = temporaryDirectory();
  const noFile = ["run", "-c", "/no/file.yaml", "--", defaultQemu()];
  expect(await runCli(noFile, { env: { TMPDIR: directory } })).toMatchObject({ code: 2 });
  expect(left(directory)).toEqual([]);
});
