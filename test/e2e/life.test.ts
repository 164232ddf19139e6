/** A daemon beside a QEMU: its own end, how programs learn that it is ready and healthy, and inherited sockets. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { hex } from "../support/bytes/hex.ts";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon, type TestDaemonOptions } from "../support/daemon/daemon.ts";
import { ENTRY } from "../support/daemon/entry.ts";
import { connectTo } from "../support/doors/client.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

/** Greeting of QEMU 7.2: the version and its capabilities. */
const GREETING = hex("ff 01 a1 08 3f a1");

async function start(args: readonly string[], options: TestDaemonOptions = {}) {
  const directory = temporaryDirectory();
  const socket = join(directory, "control", "bmc.sock");
  const door = `unix:${join(directory, "bmc.sock")}`;
  const daemon = await startTestDaemon({ ...options, args: ["--listen", door, "--control", socket, ...args] });
  onTestFinished(async () => void (await daemon.kill()));
  return { daemon, socket, door, directory };
}

/** A QEMU that connects, gets an answer, and stays connected. */
async function qemuAt(door: string): Promise<Socket> {
  const socket = await connectTo(door);
  let received = "";
  const answered = new Promise<void>((resolve, reject) => {
    socket.once("close", () => reject(new Error("the door has another peer")));
    socket.on("data", (bytes) => {
      received += bytes.toString("hex");
      // Its Get Device ID has been answered, so the daemon has read everything before it.
      if (/011c0100.*a0$/.test(received)) resolve();
    });
  });
  socket.on("error", () => {});
  socket.write(Buffer.concat([GREETING, hex("01 18 01 e6 a0")]));
  await answered;
  return socket;
}

async function session(door: string): Promise<void> {
  // Tries again, as QEMU does, while the door still closes the previous connection.
  (await vi.waitFor(() => qemuAt(door), PATIENCE)).destroy();
}

/** A connection that only checks for a listener. */
async function probe(door: string): Promise<void> {
  const socket = await connectTo(door);
  await once(socket, "data");
  socket.destroy();
}

function exitOf(daemon: TestDaemon): Promise<number | null | undefined> {
  return vi.waitFor(() => {
    if (daemon.process.exitCode === null) throw new Error(`it runs on:\n${daemon.stderr()}`);
    return daemon.process.exitCode;
  }, PATIENCE);
}

describe("a daemon ends by itself", () => {
  it("ends with its QEMU by --terminate, not with a probe of its door", async () => {
    const { daemon, door } = await start(["--terminate"]);
    await probe(door);
    await session(door);
    expect(await exitOf(daemon)).toBe(0);
    expect(daemon.stderr()).toContain("stopping: QEMU disconnected");
  });

  it("ends after --sessions, and not before", async () => {
    const { daemon, door } = await start(["--sessions", "2"]);
    await session(door);
    expect((await runCli(["check", "/dev/null"])).code).toBe(2);
    expect(daemon.process.exitCode).toBeNull();
    await session(door);
    expect(await exitOf(daemon)).toBe(0);
  });

  it("ends when no QEMU connects for --idle", async () => {
    const { daemon } = await start(["--idle", "0.5s"]);
    expect(await exitOf(daemon)).toBe(0);
    expect(daemon.stderr()).toContain("stopping: no QEMU for 0.5 s");
  });

  it("--idle begins when the daemon is ready, which takes longer than it here", async () => {
    const { daemon } = await start(["--idle", "0.001", "--state", join(temporaryDirectory(), "state")]);
    expect(await exitOf(daemon)).toBe(0);
    expect(daemon.addresses).toHaveLength(1);
  });

  it.each([
    ["--idle", "soon", '--idle is "soon"; expected seconds from 0.001 to 1000000, such as 30 or 30s'],
    ["--sessions", "0", "--sessions is 0; expected a whole number from 1 to 1000000"],
  ])("%s %s is a mistake", async (flag, value, message) => {
    expect(await runCli(["serve", flag, value])).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});

describe("--pid", () => {
  it("holds the process ID while serving", async () => {
    const pid = join(temporaryDirectory(), "bmc.pid");
    const { daemon } = await start(["--pid", pid]);
    expect(readFileSync(pid, "utf8")).toBe(`${daemon.process.pid}\n`);
    await daemon.stop();
    expect(existsSync(pid)).toBe(false);
  });

  it("refuses the file of a running process; takes the file of an ended one", async () => {
    const pid = join(temporaryDirectory(), "bmc.pid");
    writeFileSync(pid, `${process.pid}\n`);
    await expect(start(["--pid", pid])).rejects.toThrow(`process ${process.pid} runs, and this file is its own`);
    expect(readFileSync(pid, "utf8")).toBe(`${process.pid}\n`);
    writeFileSync(pid, "4194304\n");
    const { daemon } = await start(["--pid", pid]);
    expect(readFileSync(pid, "utf8")).toBe(`${daemon.process.pid}\n`);
  });
});

describe("readiness and health", () => {
  it("wait-ready returns when the doors accept, with their addresses", async () => {
    const directory = temporaryDirectory();
    const socket = join(directory, "control", "bmc.sock");
    const door = `unix:${join(directory, "bmc.sock")}`;
    const waiting = runCli(["wait-ready", "--socket", socket, "--timeout", "40"]);
    await using _daemon = await startTestDaemon({ args: ["--listen", door, "--control", socket] });
    expect(await waiting).toMatchObject({ code: 0, stdout: `extern-bmc ready ${door}\n` });
  });

  it("wait-ready gives up in time, with the path it tried", async () => {
    const socket = join(temporaryDirectory(), "no.sock");
    const { code, stderr } = await runCli(["wait-ready", "--socket", socket, "--timeout", "0.3"]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/not ready after 0\.3 s: .*no\.sock/)]);
  });

  it("healthcheck never takes QEMU's slot, and knows whether QEMU is connected", async () => {
    const { socket, door } = await start([]);
    expect(await runCli(["healthcheck", "--socket", socket])).toMatchObject({ code: 0, stdout: "healthy: 1 served\n" });
    const alone = await runCli(["healthcheck", "--socket", socket, "--connected"]);
    expect([alone.code, alone.stdout]).toEqual([1, "bmc has no QEMU\n"]);
    const qemu = await qemuAt(door);
    expect((await runCli(["healthcheck", "--socket", socket, "--connected"])).code).toBe(0);
    expect(qemu.destroyed).toBe(false);
  });
});

describe("wait-ready --connected", () => {
  it("returns once QEMU is connected", async () => {
    const { socket, door } = await start([]);
    const waiting = runCli(["wait-ready", "--socket", socket, "--timeout", "300", "--connected"]);
    await qemuAt(door);
    expect(await waiting).toMatchObject({ code: 0, stdout: `extern-bmc ready ${door}\n` });
  });

  it("names the machine without a QEMU at its timeout", async () => {
    const { socket } = await start([]);
    const { code, stderr } = await runCli(["wait-ready", "--socket", socket, "--timeout", "0.3", "--connected"]);
    expect([code, stderr]).toEqual([1, "extern-bmc: not ready after 0.3 s: no QEMU is connected to bmc\n"]);
  });
});

describe("a daemon whose socket is removed", () => {
  it("is neither healthy nor ready, as no QEMU finds it", async () => {
    const { daemon, socket, door, directory } = await start(["--http", "127.0.0.1:0"]);
    const path = join(directory, "bmc.sock");
    renameSync(path, `${path}.away`);
    const gone = `bmc cannot be reached: ${door} is gone; restart the daemon`;
    const { code, stdout } = await runCli(["healthcheck", "--socket", socket]);
    expect([code, stdout]).toEqual([1, `${gone}\n`]);
    expect((await runCli(["status", "--socket", socket])).stdout).toContain(
      `Door    ${door} is gone; restart the daemon\n`,
    );
    const ready = await fetch(`http://${/"http":"([^"]+)"/.exec(daemon.stderr())?.[1]}/readyz`);
    const failures = [{ machine: "bmc", reason: `cannot be reached: ${door} is gone` }];
    expect([ready.status, await ready.json()]).toEqual([503, { status: "not ready", machines: 1, failures }]);
    renameSync(`${path}.away`, path);
    expect((await runCli(["healthcheck", "--socket", socket])).code).toBe(0);
  });

  it("keeps wait-ready no longer than its timeout when it is stopped", async () => {
    const { daemon, socket } = await start([]);
    daemon.process.kill("SIGSTOP");
    const startMs = performance.now();
    const { code, stderr } = await runCli(["wait-ready", "--socket", socket, "--timeout", "0.2"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("not ready after 0.2 s")]);
    // The client itself gives up on a silent daemon only after 5 s.
    expect(performance.now() - startMs).toBeLessThan(4000);
  });
});

describe("a service manager", () => {
  it("passes the doors by LISTEN_FDS", async () => {
    const directory = temporaryDirectory();
    const path = join(directory, "bmc.sock");
    // Listens like systemd, and starts us with the socket as descriptor 3.
    const program = `
import os, socket, sys
s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen()
os.dup2(s.fileno(), 3); os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])`;
    const args = ["-c", program, path, process.execPath, ENTRY, "serve", "--control", "off"];
    const child = spawn("/usr/bin/python3", args, { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [ready] =
      (await new Promise<[Buffer]>((resolve) => child.stdout.once("data", (text) => resolve([text])))) ?? [];
    expect(String(ready)).toBe("extern-bmc ready fd:3\n");
    await session(`unix:${path}`);
  });

  it("gets readiness, liveness and the stop by NOTIFY_SOCKET", async () => {
    const directory = temporaryDirectory();
    const path = join(directory, "notify.sock");
    const program = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1]); print("bound", flush=True)
while True: print(s.recv(4096).decode().replace("\\n", " "), flush=True)`;
    const child = spawn("/usr/bin/python3", ["-c", program, path], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    let told = "";
    child.stdout.on("data", (text) => (told += text));
    await vi.waitFor(() => expect(told).toContain("bound"), PATIENCE);
    const { daemon, door } = await start([], { env: { NOTIFY_SOCKET: path, WATCHDOG_USEC: "400000" } });
    await vi.waitFor(
      () => expect(told).toMatch(new RegExp(`READY=1.*STATUS=serving ${door}[^]*WATCHDOG=1[^]*WATCHDOG=1`)),
      PATIENCE,
    );
    await daemon.stop();
    await vi.waitFor(() => expect(told).toMatch(/STOPPING=1.*STATUS=stopping|STATUS=stopping.*STOPPING=1/), PATIENCE);
  });
});

describe("a service manager that cannot be reached", () => {
  it("makes one line in the log, however many tries", async () => {
    const directory = temporaryDirectory();
    const tries = join(directory, "tries");
    // systemd's own tool, which reports to a socket that does not exist; its calls are counted.
    const counted = `#!/bin/sh\necho try >>${tries}\nPATH=\${PATH#*:} exec systemd-notify "$@"\n`;
    writeFileSync(join(directory, "systemd-notify"), counted, { mode: 0o755 });
    const nobody = join(directory, "nobody.sock");
    const PATH = `${directory}:${process.env["PATH"]}`;
    const { daemon } = await start([], { env: { PATH, NOTIFY_SOCKET: nobody, WATCHDOG_USEC: "100000" } });
    await vi.waitFor(() => expect(readFileSync(tries, "utf8").match(/try/g)?.length).toBeGreaterThan(3), PATIENCE);
    await daemon.stop();
    expect(daemon.stderr().match(/the service manager does not know our state/g)).toHaveLength(1);
  });

  it("does not delay the daemon's end when it reads nothing", async () => {
    const path = join(temporaryDirectory(), "deaf.sock");
    const program =
      'import socket, sys, time\ns = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1]); print("bound", flush=True)\ntime.sleep(60)';
    const child = spawn("/usr/bin/python3", ["-c", program, path], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    await once(child.stdout, "data");
    const { daemon } = await start([], { env: { NOTIFY_SOCKET: path } });
    // systemd-notify waits for 5 s, and SIGKILL comes after as long.
    expect(await daemon.stop()).toEqual({ code: 0, signal: null });
  });
});

it("--print-capabilities is for programs", async () => {
  const { code, stdout } = await runCli(["--print-capabilities"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    type: "ipmi-bmc",
    vmProtocol: 1,
    subcommands: expect.arrayContaining(["serve", "watch"]),
  });
});
