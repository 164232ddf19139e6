/** `console` as a process: in a pipe, and on a terminal that it leaves as it was. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { runCli } from "../../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon } from "../../support/daemon/daemon.ts";
import { ENTRY } from "../../support/daemon/entry.ts";
import { temporaryDirectory } from "../../support/doors/door.ts";
import { type GuestEnd, guestEnd } from "../../support/serial/guest-end.ts";
import { PATIENCE } from "../../support/waiting/patience.ts";

/** A daemon with a serial port, and the guest's end of it. */
async function daemonWithGuest(): Promise<GuestEnd & { daemon: TestDaemon }> {
  const path = join(temporaryDirectory(), "ser0");
  const daemon = await startTestDaemon({ args: ["-l", "tcp:127.0.0.1:0", "--serial", `unix:${path}`] });
  onTestFinished(async () => void (await daemon.stop()));
  return { daemon, ...(await guestEnd(path)) };
}

/** Collects the output of a process. */
function outputOf(stream: NodeJS.ReadableStream): () => string {
  let text = "";
  stream.on("data", (bytes: Buffer) => {
    text += bytes.toString("latin1");
  });
  return () => text;
}

it("in a pipe, both directions are as they are, and its end does not end the console", async () => {
  const { daemon, guest, got } = await daemonWithGuest();
  guest.write("earlier\n");
  const child = spawn(process.execPath, [ENTRY, "console", "--socket", daemon.control, "--history"]);
  onTestFinished(() => void child.kill());
  const output = outputOf(child.stdout);
  await vi.waitFor(() => expect(output()).toBe("earlier\n"), PATIENCE);
  const input = Buffer.from([...Array(256).keys()]);
  child.stdin.end(Buffer.concat([Buffer.from("~.\n~.\n"), input]));
  await vi.waitFor(() => expect(got()).toBe(`~.\n~.\n${input.toString("latin1")}`), PATIENCE);
  guest.write(input);
  await vi.waitFor(() => expect(output()).toBe(`earlier\n${input.toString("latin1")}`), PATIENCE);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

it("carries a megabyte each way", async () => {
  const { daemon, guest, got } = await daemonWithGuest();
  const bytes = Buffer.from(Array.from({ length: 2 ** 20 }, (_, i) => (i * 31 + (i >> 8)) & 0xff));
  const child = spawn(process.execPath, [ENTRY, "console", "--socket", daemon.control]);
  onTestFinished(() => void child.kill());
  const output = outputOf(child.stdout);
  child.stdin.write(bytes);
  await vi.waitFor(() => expect(got().length).toBe(bytes.length), PATIENCE);
  expect(got()).toBe(bytes.toString("latin1"));
  for (let at = 0; at < bytes.length; at += 65_536) {
    guest.write(bytes.subarray(at, at + 65_536));
    await vi.waitFor(() => expect(output().length).toBe(at + 65_536), PATIENCE);
  }
  expect(output()).toBe(bytes.toString("latin1"));
});

it("--until ends it at a text within a line, in several pieces or in the history", async () => {
  const { daemon, guest } = await daemonWithGuest();
  const args = ["console", "--socket", daemon.control, "--history", "--until", "login: "];
  const child = spawn(process.execPath, [ENTRY, ...args]);
  onTestFinished(() => void child.kill());
  const output = outputOf(child.stdout);
  for (const [piece, so] of [
    ["vm0 lo", "vm0 lo"],
    ["gin:", "vm0 login:"],
  ] as const) {
    guest.write(piece);
    await vi.waitFor(() => expect(output()).toBe(so), PATIENCE);
  }
  guest.write(" ");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(await runCli(args)).toMatchObject({ code: 0, stdout: "vm0 login: " });
});

it("--until says so if the console ends before", async () => {
  const { daemon, guest } = await daemonWithGuest();
  guest.write("booting");
  const child = spawn(process.execPath, [
    ENTRY,
    "console",
    "--socket",
    daemon.control,
    "--history",
    "--until",
    "login",
  ]);
  onTestFinished(() => void child.kill());
  const [output, errors] = [outputOf(child.stdout), outputOf(child.stderr)];
  await vi.waitFor(() => expect(output()).toBe("booting"), PATIENCE);
  const ended = once(child, "exit");
  await daemon.stop();
  expect(await ended).toEqual([1, null]);
  expect(errors()).toBe('extern-bmc: ended before the guest printed "login"\n');
  expect((await runCli(["console", "--until", ""])).stderr).toContain("expected at least one character");
});

it("says so when QEMU is not connected to the port", async () => {
  const serial = `connect:unix:${join(temporaryDirectory(), "ser0")}`;
  const args = ["-l", "tcp:127.0.0.1:0", "--serial", serial];
  await using daemon = await startTestDaemon({ args });
  const child = spawn(process.execPath, [ENTRY, "console", "--socket", daemon.control]);
  onTestFinished(() => void child.kill());
  const errors = outputOf(child.stderr);
  const line = `extern-bmc: ${serial} is not connected yet; what you type is lost until it is\n`;
  await vi.waitFor(() => expect(errors()).toBe(line), PATIENCE);
});

it("on a terminal, ~. ends it, and the terminal is as before", async () => {
  const { daemon, guest, got } = await daemonWithGuest();
  const shell = `stty -a >before; ${process.execPath} ${ENTRY} console --socket ${daemon.control}; echo "code $?"; stty -a | cmp - before && echo same`;
  const child = spawn("script", ["-qefc", shell, "/dev/null"], { cwd: temporaryDirectory() });
  onTestFinished(() => void child.kill());
  const output = outputOf(child.stdout);
  await vi.waitFor(() => expect(output()).toContain("attached; ~? helps"), PATIENCE);
  child.stdin.write("root\r\x03~?");
  await vi.waitFor(() => expect(got()).toBe("root\r\x03~?"), PATIENCE);
  guest.write("login:");
  await vi.waitFor(() => expect(output()).toContain("login:"), PATIENCE);
  child.stdin.write("\r~?~B~.");
  await vi.waitFor(() => expect(output()).toContain("same"), PATIENCE);
  expect(output()).toContain("[extern-bmc: ~B  send a break]");
  expect(output()).toContain("no break was sent");
  expect(output()).toContain("code 0");
  expect(got()).toBe("root\r\x03~?\r");
});

it("on a terminal, the daemon's end and a signal leave the terminal as before", async () => {
  for (const end of ["daemon", "signal"]) {
    const { daemon } = await daemonWithGuest();
    const kill = end === "signal" ? "(until [ -e now ]; do sleep 0.1; done; kill -HUP $$) &" : "";
    const inner = `${kill} exec ${process.execPath} ${ENTRY} console --socket ${daemon.control}`;
    const shell = `stty -a >before; sh -c '${inner}'; stty -a | cmp - before && echo same`;
    const directory = temporaryDirectory();
    const child = spawn("script", ["-qefc", shell, "/dev/null"], { cwd: directory });
    onTestFinished(() => void child.kill());
    const output = outputOf(child.stdout);
    await vi.waitFor(() => expect(output()).toContain("attached"), PATIENCE);
    if (end === "daemon") await daemon.stop();
    else spawn("touch", [join(directory, "now")]);
    await vi.waitFor(() => expect(output()).toContain("same"), PATIENCE);
  }
});

it("says what is missing when the machine has no serial port, or which machine is not said", async () => {
  await using daemon = await startTestDaemon({ args: ["-l", "tcp:127.0.0.1:0"] });
  const { code, stderr } = await runCli(["console", "--socket", daemon.control]);
  expect(stderr).toBe("extern-bmc: machine bmc has no serial port; set serial in its configuration\n");
  expect(code).toBe(2);
});

it("refuses an escape character that cannot be typed", async () => {
  const { code, stderr } = await runCli(["console", "--escape", "ab"]);
  expect(stderr).toContain("expected one printable ASCII character, or none");
  expect(code).toBe(2);
});
