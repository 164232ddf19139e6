/** The client's end of the control socket: finding a daemon, calling it, losing it. */
import { chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { pino } from "pino";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { EventOf } from "../../src/control/calls.ts";
import { connect } from "../../src/control/client.ts";
import { ControlError } from "../../src/control/protocol.ts";
import { openControl } from "../../src/control/server.ts";
import { controlledDaemon, controlServer, temporaryDirectory } from "../support/daemon/control-server.ts";
import { FakeQemu, machine } from "../support/machine/machine.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

async function daemonAt(directory: string, name: string) {
  vi.stubEnv("XDG_RUNTIME_DIR", directory);
  vi.stubEnv("TMPDIR", directory);
  const server = await openControl(controlledDaemon([machine({ name })]), "auto", pino({ level: "silent" }));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });
  return server.path;
}

describe("without a path", () => {
  test("finds the one live daemon, past the socket of a killed one", async () => {
    const directory = temporaryDirectory();
    const path = await daemonAt(directory, "vm0");
    const dead = createServer().listen(join(directory, "extern-bmc", "dead.sock"));
    await new Promise((resolve) => dead.once("listening", resolve));
    // Node removes a socket's file when it closes it; a killed program does not.
    process.umask(process.umask());
    dead.close();
    await using control = await connect();
    expect(control.path).toBe(path);
    expect(control.version).toMatch(/^\d+\.\d+\.\d+/);
  });

  test("names the sockets of two daemons", async () => {
    const directory = temporaryDirectory();
    const paths = [await daemonAt(directory, "vm0"), await daemonAt(directory, "vm1")];
    const error = await failure(connect());
    expect(error).toMatchObject({ name: "ControlError", code: "unreachable" });
    expect((error as Error).message).toBe(
      `2 daemons run; say which by --socket PATH or EXTERN_BMC_CONTROL_SOCKET:\n${paths.map((path) => `  ${path}`).join("\n")}`,
    );
  });

  test("says where it looked, and how to start a daemon", async () => {
    const directory = temporaryDirectory();
    vi.stubEnv("XDG_RUNTIME_DIR", directory);
    vi.stubEnv("TMPDIR", directory);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { message } = (await failure(connect())) as Error;
    expect(message).toContain(`no control socket in ${directory}/extern-bmc or ${directory}/extern-bmc-`);
    expect(message).toContain("start one with extern-bmc serve");
  });

  test("takes the socket of the variable, or none", async () => {
    const { path } = await controlServer();
    vi.stubEnv("EXTERN_BMC_CONTROL_SOCKET", path);
    onTestFinished(() => void vi.unstubAllEnvs());
    await using control = await connect();
    expect(control.path).toBe(path);
    vi.stubEnv("EXTERN_BMC_CONTROL_SOCKET", "off");
    expect(await failure(connect())).toMatchObject({ code: "unreachable" });
  });
});

describe("a path", () => {
  test("without a listener", async () => {
    const path = join(temporaryDirectory(), "control.sock");
    const message = `no daemon listens on ${path}; start one with extern-bmc serve`;
    expect(await failure(connect(path))).toMatchObject({ code: "unreachable", message });
  });

  test("to a file that is not a socket", async () => {
    const path = join(temporaryDirectory(), "file");
    writeFileSync(path, "");
    expect(await failure(connect(path))).toMatchObject({ code: "unreachable", message: `${path} is not a socket` });
  });

  test.runIf(process.getuid?.() === 0)("of another user is refused, except to root", async () => {
    const { path } = await controlServer();
    chownSync(path, 12_345, 12_345);
    const uid = vi.spyOn(process, "geteuid").mockReturnValue(1000);
    onTestFinished(() => uid.mockRestore());
    const error = await failure(connect(path));
    expect(error).toMatchObject({ code: "unreachable", message: expect.stringContaining("is another user's") });
  });

  test("of a program with another protocol", async () => {
    const path = join(temporaryDirectory(), "other.sock");
    const other = createServer(
      (socket) => void socket.end('{"type":"hello","data":{"protocol":7,"version":"7.0.0"}}\f'),
    );
    await new Promise<void>((resolve) => other.listen(path, resolve));
    onTestFinished(() => void other.close());
    const error = await failure(connect(path));
    expect(error).toMatchObject({ code: "version", message: expect.stringContaining("the daemon is the newer") });
  });
});

describe("calls and streams", () => {
  test("gives a call's result, or throws the reason", async () => {
    await using control = await connect((await controlServer()).path);
    const { machines } = await control.call("status");
    expect(machines).toMatchObject([{ name: "bmc", power: "on", links: [], requests: 0 }]);
    const error = await failure(control.call("sensor.get", { sensor: "watchdgo" }));
    expect(error).toBeInstanceOf(ControlError);
    expect(error).toMatchObject({
      code: "notFound",
      argument: "sensor",
      message: expect.stringContaining("did you mean Watchdog?"),
    });
  });

  test("answer simultaneous calls each", async () => {
    await using control = await connect((await controlServer()).path);
    const results = await Promise.all(Array.from({ length: 100 }, () => control.call("power.status")));
    expect(results).toHaveLength(100);
  });

  test("an argument that no message can hold", async () => {
    await using control = await connect((await controlServer()).path);
    const error = await failure(control.call("fru.write", { id: 0, bytes: "00".repeat(200_000) }));
    expect(error).toMatchObject({ code: "badArgument", message: expect.stringContaining("more than the 256 KiB") });
    expect(await control.call("power.status")).toMatchObject({ power: "on" });
  });

  test("events of a QEMU that connects, resets, loses power and disconnects; the loop's end ends the stream", async () => {
    const bmc = machine();
    await using control = await connect((await controlServer([bmc])).path);
    const events = control.stream("events");
    await control.call("status");
    const qemu = new FakeQemu(bmc, "3f");
    qemu.send("04 a1");
    await control.call("power.set", { action: "off" });
    qemu.stream.destroy();
    const seen: EventOf<"events">[] = [];
    for await (const event of events) {
      seen.push(event);
      if (event.kind === "disconnected") break;
    }
    expect(seen.map(({ kind }) => kind)).toEqual([
      "connected",
      "capabilities",
      "machine reset",
      "power off",
      "disconnected",
    ]);
    expect(seen[1]).toMatchObject({
      machine: "bmc",
      peer: "test",
      capabilities: expect.arrayContaining(["Power", "Nmi"]),
    });
    await vi.waitFor(() => expect(bmc.trace.active).toBe(false), PATIENCE);
  });

  test("wrong arguments of a stream fail its loop", async () => {
    await using control = await connect((await controlServer()).path);
    const events = control.stream("events", { machine: "vm9" });
    expect(await failure(events.next())).toMatchObject({ code: "notFound" });
  });

  test("fail when the daemon ends, waiting and later ones", async () => {
    const server = await controlServer();
    const control = await connect(server.path);
    const events = control.stream("events");
    await control.call("status");
    const waiting = failure(events.next());
    await server.close();
    expect(await waiting).toMatchObject({ code: "disconnected" });
    expect(await failure(control.call("status"))).toMatchObject({ code: "disconnected" });
  });
});

test("does not look into directories that others may write to", async () => {
  const directory = temporaryDirectory();
  vi.stubEnv("XDG_RUNTIME_DIR", directory);
  vi.stubEnv("TMPDIR", directory);
  onTestFinished(() => void vi.unstubAllEnvs());
  mkdirSync(join(directory, "extern-bmc"));
  chmodSync(join(directory, "extern-bmc"), 0o777);
  const other = createServer().listen(join(directory, "extern-bmc", "bait.sock"));
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once("listening", resolve));
  expect(await failure(connect())).toMatchObject({
    code: "unreachable",
    message: expect.stringContaining("no daemon runs"),
  });
});
