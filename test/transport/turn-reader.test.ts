/** Requests that arrive together are answered in turns, and other peers in between. */
import { expect, it, onTestFinished, vi } from "vitest";
import { TURN_BYTES, TURN_FRAMES } from "../../src/transport/turn-reader.ts";
import { toHex } from "../support/bytes/hex.ts";
import { FakeQemu, machine } from "../support/machine/machine.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

/** Get Self Test Results, 5 bytes. */
const SELF_TEST = "01 18 04 e3 a0";
const flood = (count: number) => new Array<string>(count).fill(SELF_TEST).join(" ");
const MANY = 5000;

it("answers a neighbor before the rest of what a flooding peer sent, and the flood in full", async () => {
  const flooding = new FakeQemu(machine(), "3f");
  const quiet = new FakeQemu(machine(), "3f");
  flooding.send(flood(MANY));
  quiet.request(7, "06 04");
  expect(quiet.received()).toEqual(["message 07 07.0 04 [00 55 00]"]);
  let answers = flooding.received().length;
  expect(answers).toBeGreaterThan(0);
  expect(answers).toBeLessThanOrEqual(Math.ceil(TURN_BYTES / 5));
  expect(flooding.stream.isPaused()).toBe(true);
  await vi.waitFor(() => {
    answers += flooding.received().length;
    expect(answers).toBe(MANY);
  }, PATIENCE);
  expect(flooding.stream.isPaused()).toBe(false);
});

it.each([
  ["4 KiB, while the frames take no time", 0, Math.floor(TURN_BYTES / 5)],
  ["16 frames, when they take longer than 0.1 ms", 0.2, TURN_FRAMES],
])("a turn is %s", (_title, tookMs, count) => {
  const flooding = new FakeQemu(machine(), "3f");
  onTestFinished(() => void flooding.stream.destroy());
  let nowMs = 0;
  const now = vi.spyOn(performance, "now").mockImplementation(() => (nowMs += tookMs));
  flooding.send(flood(MANY));
  now.mockRestore();
  expect(flooding.received()).toHaveLength(count);
});

it("takes turns among flooding peers", async () => {
  const [first, second] = [new FakeQemu(machine(), "3f"), new FakeQemu(machine(), "3f")];
  const order: string[] = [];
  for (const [name, qemu] of Object.entries({ first, second })) qemu.onWrite = () => void order.push(name);
  for (const qemu of [first, second]) qemu.send(flood(MANY));
  await vi.waitFor(() => expect(first.stream.isPaused() || second.stream.isPaused()).toBe(false), PATIENCE);
  // Each writes once a turn; the one with fewer turns ends earlier.
  const both = order.slice(0, 2 * Math.floor(MANY / (TURN_BYTES / 5)));
  expect(both.filter((name, at) => name === both[at - 1])).toEqual([]);
});

it("cuts frames anywhere, and keeps what arrives meanwhile in order", async () => {
  const qemu = new FakeQemu(machine(), "3f");
  const bytes = Array.from({ length: 3000 }, (_, n) => {
    const id = 1 + (n % 0x7f);
    return toHex(Uint8Array.of(id, 0x18, 0x04, (0x100 - id - 0x18 - 0x04) & 0xff));
  });
  // An id and a checksum that need an escape are left out.
  const sent = bytes.filter((frame) => !/a0|a1|aa/.test(frame));
  const text = sent.map((frame) => `${frame} a0`).join(" ");
  const half = 3 * Math.floor(text.length / 6) - 3;
  qemu.send(text.slice(0, half));
  qemu.send(text.slice(half));
  const received: string[] = [];
  await vi.waitFor(() => {
    received.push(...qemu.received());
    expect(received).toHaveLength(sent.length);
  }, PATIENCE);
  expect(received.map((frame) => frame.slice(8, 10))).toEqual(sent.map((frame) => frame.slice(0, 2)));
});

it("drops what was not read when the connection ends", async () => {
  const to = machine();
  const qemu = new FakeQemu(to, "3f");
  qemu.send(flood(MANY));
  qemu.stream.destroy();
  await new Promise((resolve) => qemu.stream.once("close", resolve));
  const { requests } = to.traffic;
  expect(requests).toBeLessThan(MANY);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(to.traffic.requests).toBe(requests);
});
