/** The daemon's end of the control socket: what it takes, what it refuses, and what a client cannot make it do. */
import { chmodSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { pino } from "pino";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  HELLO_TIMEOUT_MS,
  MAX_STREAMS,
  MAX_WAITING_CALLS,
  MAX_WAITING_EVENTS,
  READ_TIMEOUT_MS,
} from "../../src/control/limits.ts";
import { MAX_MESSAGE_BYTES } from "../../src/control/protocol.ts";
import { openControl } from "../../src/control/server.ts";
import { ControlPeer } from "../support/control-peer.ts";
import { controlledDaemon, controlServer, temporaryDirectory } from "../support/control-server.ts";
import { ask, FakeQemu, machine } from "../support/machine.ts";

const silent = pino({ level: "silent" });
const daemon = controlledDaemon();

describe("who may use it", () => {
  test("the socket is its user's alone, in a directory that is", async () => {
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
      /is no directory/,
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

  test("a socket that a killed daemon left is replaced, one that is in use is not", async () => {
    const { path } = await controlServer();
    await expect(openControl(daemon, path, silent)).rejects.toThrow("another program is listening there");
    const left = join(temporaryDirectory(), "left.sock");
    writeFileSync(left, "");
    await expect(openControl(daemon, left, silent)).rejects.toThrow("something that is not a socket");
  });

  test("a path that is too long for a socket", async () => {
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

  test("a client that does not say it is dropped", async () => {
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

describe("a bad call is told what is wrong with it", () => {
  test.each<[string, string, unknown, object]>([
    ["no call", "statu", {}, { code: "unknownCall", message: 'there is no call "statu"; did you mean status?' }],
    [
      "no call, and none like it",
      "__proto__",
      {},
      { code: "unknownCall", message: expect.stringContaining("there are status, events, power.status") },
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
        message: "power.set: action is missing; expected one of on, off, cycle, reset, soft, diag",
      },
    ],
    [
      "one that there is not",
      "power.set",
      { acton: "on", action: "on" },
      {
        code: "badArgument",
        argument: "acton",
        message: "power.set: there is no argument acton; did you mean action?",
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
      { code: "badArgument", message: "sensor.set: expected one of value, states and available" },
    ],
    ["no arguments at all", "power.set", "off", { code: "badArgument", message: expect.stringContaining("power.set") }],
    [
      "a machine that there is not",
      "status",
      { machine: "vm9" },
      { code: "notFound", argument: "machine", message: "there is no machine vm9; expected one of bmc" },
    ],
    [
      "what the BMC refuses",
      "power.set",
      { action: "off" },
      { code: "refused", completionCode: 0xd5, message: "no machine is connected that can do powerOff" },
    ],
  ])("%s", async (_, call, given, failure) => {
    const peer = await ControlPeer.greeted((await controlServer()).path);
    peer.call(7, call, given);
    expect(await peer.next("failure")).toEqual({ id: 7, ...failure });
    peer.call(8, "status");
    expect(await peer.next("result")).toMatchObject({ id: 8 });
  });

  test("a machine must be named where there are several", async () => {
    const peer = await ControlPeer.greeted(
      (await controlServer([machine({ name: "a" }), machine({ name: "b" })])).path,
    );
    peer.call(1, "power.status");
    const message = "machine is missing; expected one of the daemon's 2: a, b";
    expect(await peer.next("failure")).toEqual({ id: 1, code: "badArgument", argument: "machine", message });
    peer.call(2, "power.status", { machine: "b" });
    expect(await peer.next("result")).toMatchObject({ id: 2, result: { power: "on" } });
  });

  test.each([
    ["a message that is none", "dance", {}],
    ["a call without an id", "call", { call: "status" }],
    ["a cancel without an id", "cancel", {}],
  ])("%s", async (_, type, data) => {
    const peer = await ControlPeer.greeted((await controlServer()).path);
    peer.send(type, data);
    expect(await peer.next("failure")).toMatchObject({ code: "badMessage" });
  });
});

describe("what a client cannot make grow", () => {
  const overhead = JSON.stringify({ type: "call", data: { id: 1, call: "" } }).length;

  test("a message as long as one may be is read", async () => {
    const peer = await ControlPeer.greeted((await controlServer()).path);
    peer.send("call", { id: 1, call: "x".repeat(MAX_MESSAGE_BYTES - overhead) });
    expect(await peer.next("failure")).toMatchObject({ id: 1, code: "unknownCall" });
  });

  test("one byte more ends the connection", async () => {
    const peer = await ControlPeer.greeted((await controlServer()).path);
    peer.send("call", { id: 1, call: "x".repeat(MAX_MESSAGE_BYTES - overhead + 1) });
    await peer.ended();
  });

  test.each([
    ["rubbish", "\x00\xffno JSON\f"],
    ["JSON that is no message", "[1]\f"],
    ["an event of node-ipc's own", '{"type":"close","data":{}}\f'],
    ["an event that is an object's own", '{"type":"constructor","data":{}}\f'],
  ])("%s ends the connection, and nothing else", async (_, text) => {
    const { path } = await controlServer();
    const other = await ControlPeer.greeted(path);
    const peer = await ControlPeer.greeted(path);
    peer.raw(text);
    await peer.ended();
    other.call(1, "status");
    expect(await other.next("result")).toMatchObject({ id: 1 });
  });

  test("calls that wait: a client that sends many is answered in order, and read no faster", async () => {
    const peer = await ControlPeer.greeted((await controlServer()).path);
    const many = MAX_WAITING_CALLS * 20;
    for (let id = 0; id < many; id++) peer.call(id, "power.status");
    for (let id = 0; id < many; id++) expect(await peer.next("result")).toMatchObject({ id });
  });

  test("streams", async () => {
    const peer = await ControlPeer.greeted((await controlServer()).path);
    for (let id = 0; id < MAX_STREAMS; id++) peer.call(id, "events");
    peer.call(MAX_STREAMS, "events");
    expect(await peer.next("failure")).toMatchObject({ id: MAX_STREAMS, code: "tooMany" });
    peer.send("cancel", { id: 0 });
    expect(await peer.next("end")).toEqual({ id: 0 });
    peer.call(0, "events");
    peer.call(1, "events");
    expect(await peer.next("failure")).toMatchObject({ id: 1, code: "badMessage" });
  });

  test("events: a client that does not read loses the newest, and is told how many", async () => {
    const bmc = machine();
    const peer = await ControlPeer.greeted((await controlServer([bmc])).path);
    peer.call(1, "events");
    peer.call(2, "status");
    await peer.next("result");
    const more = 50;
    const qemu = new FakeQemu(bmc, "3f");
    // Each in one turn of the event loop: nothing is sent between them.
    for (let reset = 0; reset < MAX_WAITING_EVENTS + more; reset++) qemu.send("04 a1");
    let received = 0;
    let dropped = 0;
    while (received + dropped < MAX_WAITING_EVENTS + more + 2) {
      const { events, dropped: missing } = await peer.next("events");
      received += (events as unknown[]).length;
      dropped += Number(missing);
    }
    expect(received).toBe(MAX_WAITING_EVENTS);
    expect(dropped).toBe(more + 2);
  });

  test("what waits for a client that does not read at all: it is dropped", async () => {
    const bmc = machine();
    const { path } = await controlServer([bmc]);
    const peer = await ControlPeer.greeted(path);
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    peer.socket.pause();
    for (let id = 0; id < 2000; id++) peer.call(id, "sdr.list");
    const dropped = new Promise<void>((resolve) => peer.socket.once("close", () => resolve()));
    const timer = setInterval(() => vi.advanceTimersByTime(READ_TIMEOUT_MS), 20);
    onTestFinished(() => clearInterval(timer));
    // A paused socket does not see its end; one that writes does.
    const knock = setInterval(() => peer.socket.write(" "), 20);
    onTestFinished(() => clearInterval(knock));
    await dropped;
    expect(ask(bmc, "06 01")).toMatch(/^00/);
  });
});

test("what is no daemon's socket is left alone by a daemon that tidies up", async () => {
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
