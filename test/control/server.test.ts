/** The daemon's end of the control socket: accepted calls, refused calls, and limits on a client. */
import { chmodSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { pino } from "pino";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { HELLO_TIMEOUT_MS } from "../../src/control/limits.ts";
import { openControl } from "../../src/control/server.ts";
import { ControlPeer } from "../support/daemon/control-peer.ts";
import { controlledDaemon, controlServer, temporaryDirectory } from "../support/daemon/control-server.ts";
import { machine } from "../support/machine/machine.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const silent = pino({ level: "silent" });
const daemon = controlledDaemon();

describe("access", () => {
  test("makes the socket and its directory its user's alone", async () => {
    const path = join(temporaryDirectory(), "own", "control.sock");
    const server = await openControl(daemon, path, silent);
    onTestFinished(() => server.close());
    expect(server.path).toBe(path);
    expect(lstatSync(path).mode & 0o777).toBe(0o600);
    expect(lstatSync(join(path, "..")).mode & 0o777).toBe(0o700);
    await server.close();
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  test.each<[string, (directory: string) => void, RegExp]>([
    ["others may write to", (directory) => chmodSync(directory, 0o777), /others may write to the directory/],
    [
      "is a symbolic link",
      (directory) => {
        mkdirSync(`${directory}-real`);
        symlinkSync(`${directory}-real`, `${directory}-link`);
      },
      /is not a directory/,
    ],
  ])("a directory that %s is refused, with another proposed", async (what, spoil, problem) => {
    const directory = join(temporaryDirectory(), "shared");
    mkdirSync(directory);
    spoil(directory);
    const path = join(what.includes("link") ? `${directory}-link` : directory, "control.sock");
    await expect(openControl(daemon, path, silent)).rejects.toThrow(problem);
    await expect(openControl(daemon, path, silent)).rejects.toThrow(
      /choose another path, such as .*\/control\/control\.sock/,
    );
  });

  test("replaces the socket of a killed daemon, not one in use", async () => {
    const { path } = await controlServer();
    await expect(openControl(daemon, path, silent)).rejects.toThrow("another program is listening there");
    const left = join(temporaryDirectory(), "left.sock");
    writeFileSync(left, "");
    await expect(openControl(daemon, left, silent)).rejects.toThrow("a file that is not a socket");
  });

  test("refuses a path too long for a socket", async () => {
    const path = join(temporaryDirectory(), "x".repeat(100));
    await expect(openControl(daemon, path, silent)).rejects.toThrow(/a Unix socket's can have 107/);
  });
});

describe("hello", () => {
  test("comes first", async () => {
    const peer = await ControlPeer.open((await controlServer()).path);
    peer.call(1, "status");
    expect(await peer.next("hello")).toMatchObject({ protocol: 1 });
    const failure = { code: "badMessage", message: "expected hello first, with the version of the protocol" };
    expect(await peer.next("failure")).toEqual(failure);
    await peer.ended();
  });

  test.each([
    [0, "the daemon is the newer"],
    [2, "this program is the newer"],
  ])("with version %i of the protocol", async (protocol, newer) => {
    const peer = await ControlPeer.open((await controlServer()).path);
    peer.send("hello", { protocol, version: "9.9.9" });
    await peer.next("hello");
    const { code, message } = await peer.next("failure");
    expect(code).toBe("version");
    expect(message).toContain(`speaks version ${protocol} of the control protocol`);
    expect(message).toContain(newer);
    await peer.ended();
  });

  test("drops a client that does not send it", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { path } = await controlServer();
    const peer = await ControlPeer.open(path);
    // The daemon has it when it answers another that came later.
    await ControlPeer.greeted(path);
    vi.advanceTimersByTime(HELLO_TIMEOUT_MS);
    await peer.ended();
  });
});

describe("a bad call gets its mistake", () => {
  test.each<[string, string, unknown, object]>([
    ["no call", "statu", {}, { code: "unknownCall", message: 'there is no call "statu"; did you mean status?' }],
    [
      "no call, and none like it",
      "__proto__",
      {},
      { code: "unknownCall", message: expect.stringContaining("there are status, events, doors, page.get") },
    ],
    [
      "an argument of the wrong type",
      "status",
      { machine: 5 },
      { code: "badArgument", argument: "machine", message: "status: machine is 5; expected a machine's name" },
    ],
    [
      "one that is missing",
      "power.set",
      {},
      {
        code: "badArgument",
        argument: "action",
        expected: "one of on, off, cycle, reset, soft, diag",
        message: "power.set: action is missing; expected one of on, off, cycle, reset, soft, diag",
      },
    ],
    [
      "one that does not exist",
      "power.set",
      { acton: "on", action: "on" },
      {
        code: "badArgument",
        argument: "acton",
        message: "power.set: there is no argument acton; did you mean action?",
      },
    ],
    [
      "one that does not exist inside another",
      "fault.addLan",
      { fault: { when: { mesage: "rakp2" } } },
      {
        code: "badArgument",
        argument: "fault.when.mesage",
        message: "fault.addLan: there is no argument fault.when.mesage; did you mean message?",
      },
    ],
    [
      "one inside another",
      "fault.add",
      { rule: { when: { nth: 0 } } },
      {
        code: "badArgument",
        argument: "rule.when.nth",
        message: "fault.add: rule.when.nth is 0; expected a whole number from 1 to 1000000 (0xf4240)",
      },
    ],
    [
      "too many at once",
      "sensor.set",
      { sensor: "Watchdog", value: 1, states: [] },
      { code: "badArgument", message: "sensor.set: expected one of value, states, available and words" },
    ],
    ["no arguments at all", "power.set", "off", { code: "badArgument", message: expect.stringContaining("power.set") }],
    [
      "a machine that does not exist",
      "status",
      { machine: "vm9" },
      { code: "notFound", argument: "machine", message: "there is no machine vm9; expected bmc" },
    ],
    [
      "a call that the BMC refuses",
      "power.set",
      { action: "off" },
      { code: "refused", completionCode: 0xd5, message: "no connected QEMU supports powerOff; see extern-bmc status" },
    ],
  ])("%s", async (_, call, given, failure) => {
    const peer = await ControlPeer.greeted((await controlServer()).path);
    peer.call(7, call, given);
    expect(await peer.next("failure")).toEqual({ id: 7, ...failure });
    peer.call(8, "status");
    expect(await peer.next("result")).toMatchObject({ id: 8 });
  });

  test("requires a machine's name if there are several", async () => {
    const peer = await ControlPeer.greeted(
      (await controlServer([machine({ name: "a" }), machine({ name: "b" })])).path,
    );
    peer.call(1, "power.status");
    const expected = "one of the daemon's 2: a, b";
    const message = `machine is missing; expected ${expected}`;
    expect(await peer.next("failure")).toEqual({ id: 1, code: "badArgument", argument: "machine", expected, message });
    peer.call(2, "power.status", { machine: "b" });
    expect(await peer.next("result")).toMatchObject({ id: 2, result: { power: "on" } });
  });

  test.each([
    ["an unknown message", "dance", {}],
    ["a call without an id", "call", { call: "status" }],
    ["a cancel without an id", "cancel", {}],
  ])("%s", async (_, type, data) => {
    const peer = await ControlPeer.greeted((await controlServer()).path);
    peer.send(type, data);
    expect(await peer.next("failure")).toMatchObject({ code: "badMessage" });
  });
});

test("a daemon that tidies up leaves other programs' sockets alone", async () => {
  const directory = temporaryDirectory();
  vi.stubEnv("XDG_RUNTIME_DIR", directory);
  onTestFinished(() => void vi.unstubAllEnvs());
  mkdirSync(join(directory, "extern-bmc"), { mode: 0o700 });
  const note = join(directory, "extern-bmc", "note.sock");
  const used = join(directory, "extern-bmc", "used.sock");
  writeFileSync(note, "");
  const other = createServer().listen(used);
  onTestFinished(() => void other.close());
  const server = await openControl(daemon, "auto", silent);
  onTestFinished(() => server.close());
  expect(server.path).toMatch(/\/extern-bmc\/bmc-\d+\.sock$/);
  expect(lstatSync(note).isFile()).toBe(true);
  expect(lstatSync(used).isSocket()).toBe(true);
});

test("drops a client whose code cannot be loaded, and serves the next one", async () => {
  const path = join(temporaryDirectory(), "control.sock");
  const emfile = () => Promise.reject(Object.assign(new Error("too many open files"), { code: "EMFILE" }));
  let tries = 0;
  const loaded = vi.fn(async () => {
    if (++tries <= 2) return emfile();
    return { ...(await import("../../src/control/peer.ts")), ...(await import("../../src/control/handlers.ts")) };
  });
  const server = await openControl(daemon, path, silent, loaded);
  onTestFinished(() => server.close());
  // The daemon itself loads the code first; an unhandled failure would end it.
  await vi.waitFor(() => expect(loaded).toHaveBeenCalledTimes(1), PATIENCE);
  await (await ControlPeer.open(path)).ended();
  const peer = await ControlPeer.greeted(path);
  peer.call(1, "status");
  expect(await peer.next("result")).toMatchObject({ id: 1 });
});
