import { describe, expect, onTestFinished, test, vi } from "vitest";
import { MAX_STREAMS, MAX_WAITING_CALLS, MAX_WAITING_EVENTS, READ_TIMEOUT_MS } from "../../src/control/limits.ts";
import { MAX_MESSAGE_BYTES } from "../../src/control/protocol.ts";
import { ControlPeer } from "../support/daemon/control-peer.ts";
import { controlServer } from "../support/daemon/control-server.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

describe("limits of one client", () => {
  const overhead = JSON.stringify({ type: "call", data: { id: 1, call: "" } }).length;

  test("reads a message of the maximum length", async () => {
    const peer = await ControlPeer.greeted((await controlServer()).path);
    peer.send("call", { id: 1, call: "x".repeat(MAX_MESSAGE_BYTES - overhead) });
    expect(await peer.next("failure")).toMatchObject({ id: 1, code: "unknownCall" });
  });

  test("ends the connection at one byte more", async () => {
    const peer = await ControlPeer.greeted((await controlServer()).path);
    peer.send("call", { id: 1, call: "x".repeat(MAX_MESSAGE_BYTES - overhead + 1) });
    await peer.ended();
  });

  test.each([
    ["rubbish", "\x00\xffno JSON\f"],
    ["JSON that is no message", "[1]\f"],
    ["an event of node-ipc's own", '{"type":"close","data":{}}\f'],
    ["an event that is an object's own", '{"type":"constructor","data":{}}\f'],
  ])("%s ends only the connection", async (_, text) => {
    const { path } = await controlServer();
    const other = await ControlPeer.greeted(path);
    const peer = await ControlPeer.greeted(path);
    peer.raw(text);
    await peer.ended();
    other.call(1, "status");
    expect(await other.next("result")).toMatchObject({ id: 1 });
  });

  test("answers many waiting calls in order, and reads no faster", async () => {
    const peer = await ControlPeer.greeted((await controlServer()).path);
    const many = MAX_WAITING_CALLS * 20;
    for (let id = 0; id < many; id++) peer.call(id, "power.status");
    for (let id = 0; id < many; id++) expect(await peer.next("result")).toMatchObject({ id });
  });

  test("has one turn of the event loop for each call, whoever else calls", async () => {
    let turn = 0;
    const reads = new Map<number, number>();
    const addressesOf = () => {
      reads.set(turn, (reads.get(turn) ?? 0) + 1);
      return [];
    };
    const { path } = await controlServer([machine()], { addressesOf });
    const peers = [await ControlPeer.greeted(path), await ControlPeer.greeted(path)];
    const count = () => {
      turn++;
      counting = setImmediate(count);
    };
    let counting = setImmediate(count);
    onTestFinished(() => clearImmediate(counting));
    const many = MAX_WAITING_CALLS;
    for (const peer of peers) for (let id = 0; id < many; id++) peer.call(id, "status");
    for (const peer of peers) for (let id = 0; id < many; id++) await peer.next("result");
    // Two for each call; calls of neighboring turns may lie between two counts.
    expect([...reads.values()].reduce((sum, read) => sum + read)).toBe(2 * 2 * many);
    expect(Math.max(...reads.values())).toBeLessThanOrEqual(4);
  });

  test("limits streams", async () => {
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

  test("drops the newest events of a client that does not read, and reports their number", async () => {
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

  test("drops a client that reads nothing", async () => {
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
