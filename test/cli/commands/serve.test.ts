/** `serve` as a process: its output, its signals, and the files it leaves behind. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startTestDaemon, type TestDaemon } from "../../support/daemon/daemon.ts";
import { ENTRY } from "../../support/daemon/entry.ts";
import { PATIENCE } from "../../support/waiting/patience.ts";

/** From the signal to the end of the process. */
const STOP_PROMISE_MS = 1000;
let directory = "";
let socket = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "extern-bmc-serve-"));
  socket = join(directory, "bmc.sock");
});
afterEach(() => rmSync(directory, { recursive: true }));

async function messagesOf(daemon: TestDaemon, until: string): Promise<string[]> {
  const messages = () =>
    daemon
      .stderr()
      .trimEnd()
      .split("\n")
      .map((line) => String((JSON.parse(line) as { msg: unknown }).msg));
  return vi.waitFor(() => {
    expect(messages().join("\n")).toContain(until);
    return messages();
  }, PATIENCE);
}

describe("signals", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("%s ends it with 0, and nothing is left behind", async (signal) => {
    await using daemon = await startTestDaemon({ args: ["-l", `unix:${socket}`] });
    expect(existsSync(socket)).toBe(true);
    const asked = performance.now();
    daemon.process.kill(signal);
    await once(daemon.process, "close");
    expect(performance.now() - asked).toBeLessThan(STOP_PROMISE_MS);
    expect([daemon.process.exitCode, daemon.process.signalCode]).toEqual([0, null]);
    expect(readdirSync(directory)).toEqual([]);
  });

  test("end the daemon although a QEMU never closes its end", async () => {
    await using daemon = await startTestDaemon({ args: ["-l", `unix:${socket}`] });
    const qemu = connect({ path: socket, allowHalfOpen: true });
    qemu.on("error", () => {});
    await once(qemu, "connect");
    const asked = performance.now();
    expect(await daemon.stop()).toEqual({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(STOP_PROMISE_MS);
    qemu.destroy();
  });

  test("SIGHUP without a terminal reads the configuration again", async () => {
    await using daemon = await startTestDaemon({ args: ["-l", `unix:${socket}`] });
    daemon.process.kill("SIGHUP");
    await messagesOf(daemon, "configuration read again");
    expect(existsSync(socket)).toBe(true);
    expect(await daemon.stop()).toEqual({ code: 0, signal: null });
  });
});

describe("output", () => {
  test("has every door with its port in the ready line, and QEMU's flags in the log", async () => {
    await using daemon = await startTestDaemon({ args: ["-l", `unix:${socket}`, "-l", "tcp:127.0.0.1:0"] });
    const port = /^tcp:127\.0\.0\.1:([1-9]\d*)$/.exec(daemon.address("tcp:"))?.[1];
    expect(port).toBeDefined();
    expect(daemon.addresses).toEqual([`unix:${socket}`, `tcp:127.0.0.1:${port}`]);
    const flags = (reconnect: string) =>
      `-chardev socket,id=bmc0,path=${socket},${reconnect} ` +
      "-device ipmi-bmc-extern,id=ipmi0,chardev=bmc0 -device isa-ipmi-bt,bmc=ipmi0 " +
      `-chardev socket,id=bmc1,host=127.0.0.1,port=${port},${reconnect} ` +
      "-device ipmi-bmc-extern,id=ipmi1,chardev=bmc1 -device isa-ipmi-kcs,bmc=ipmi1,irq=7";
    const messages = await messagesOf(daemon, "QEMU since");
    expect(messages).toContain(`QEMU before 9.2: ${flags("reconnect=1")}`);
    expect(messages).toContain(`QEMU since 9.2: ${flags("reconnect-ms=1000")}`);
  });

  test("takes a container's settings from the environment", async () => {
    const env = { EXTERN_BMC_LISTEN: `unix:${socket}`, EXTERN_BMC_NAME: "vm0", EXTERN_BMC_LOG_FORMAT: "json" };
    await using daemon = await startTestDaemon({ env });
    expect(daemon.addresses).toEqual([`unix:${socket}`]);
  });

  test("ends with 1 at a bug of ours, with the cause on the last line and the doors closed", async () => {
    const afterReady =
      "const write = process.stdout.write; process.stdout.write = function (...args) {" +
      "process.stdout.write = write; setImmediate(() => { throw new Error('boom') }); return write.apply(this, args); }";
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(afterReady)}` };
    await using daemon = await startTestDaemon({ args: ["-l", `unix:${socket}`], env });
    if (daemon.process.exitCode === null) await once(daemon.process, "close");
    expect(daemon.process.exitCode).toBe(1);
    expect(daemon.stderr().trimEnd().split("\n").at(-1)).toBe("extern-bmc: boom");
    expect(readdirSync(directory)).toEqual([]);
  });

  test("serves on when no program reads standard output or standard error", async () => {
    const child = spawn(process.execPath, [ENTRY, "serve", "-l", `unix:${socket}`], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    try {
      child.stdout.destroy();
      child.stderr.destroy();
      await vi.waitFor(() => expect(existsSync(socket)).toBe(true), PATIENCE);
      const qemu = connect(socket);
      const [bytes] = await once(qemu, "data");
      expect(Buffer.isBuffer(bytes)).toBe(true);
      qemu.destroy();
      child.kill("SIGTERM");
      await once(child, "exit");
      expect([child.exitCode, child.signalCode]).toEqual([0, null]);
    } finally {
      child.kill("SIGKILL");
    }
  });
});
