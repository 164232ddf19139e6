/** Ordinary traffic of many machines on a small heap: the daemon lives on, and its histories follow the heap's limit. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { type Control, connect } from "../../src/control/client.ts";
import { EndMark } from "../../src/wire/vm-framing.ts";
import { encodeMessage } from "../../src/wire/vm-message.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { connectTo } from "../support/doors/client.ts";
import { temporaryDirectory } from "../support/doors/door.ts";

const MACHINES = 30;
/** The default of record.history. */
const MOST_KEPT = 10_000;
/** Requests that a guest sends before it waits for their answers. */
const IN_FLIGHT = 250;
const GET_DEVICE_ID = encodeMessage({ id: 1, netFn: 0x06, lun: 0, cmd: 0x01, data: new Uint8Array() });
const BATCH = Buffer.concat(new Array<Uint8Array>(IN_FLIGHT).fill(GET_DEVICE_ID));

/** Bytes of a history that one kept exchange of Get Device ID takes, with its part of the chunk. */
const EVENT_BYTES = 49;
/** Part of the heap's limit that the histories take together. */
const SHARE_OF_HEAP = 1 / 8;
/** How far the histories may be from their share: each loses a chunk at a time. */
const TOLERANCE = 0.2;
/** Resident memory of the first daemon at its peak, bytes: it has taken 145 MB. */
const MOST_RESIDENT = 250e6;

test("30 machines keep 10,000 events each on a heap of 300 MB", async () => {
  const { kept, peakBytes } = await fillHistories("--max-old-space-size=300");
  expect(kept).toEqual(new Array(MACHINES).fill(MOST_KEPT));
  expect(peakBytes).toBeLessThan(MOST_RESIDENT);
});

test("30 machines keep fewer on a smaller heap: together an eighth of its limit, each about the same", async () => {
  const nodeOptions = "--max-old-space-size=64 --max-semi-space-size=2";
  const { kept } = await fillHistories(nodeOptions);
  const budget = heapLimit(nodeOptions) * SHARE_OF_HEAP;
  const bytes = EVENT_BYTES * kept.reduce((sum, events) => sum + events);
  expect(bytes).toBeGreaterThan((1 - TOLERANCE) * budget);
  expect(bytes).toBeLessThan((1 + TOLERANCE) * budget);
  expect(Math.max(...kept)).toBeLessThan(MOST_KEPT);
  expect(Math.min(...kept)).toBeGreaterThan(Math.max(...kept) / 2);
});

/** Fills the histories of all machines at once. Returns the number of events that each keeps, and the daemon's peak memory. */
async function fillHistories(nodeOptions: string) {
  const directory = temporaryDirectory();
  const config = `machines: [{ name: "vm[00-${MACHINES - 1}]", listen: ["unix:${directory}/{name}.sock"] }]`;
  const daemon = await startTestDaemon({ config, env: { NODE_OPTIONS: nodeOptions } });
  onTestFinished(async () => void (await daemon.kill()));
  const guests = await Promise.all(daemon.addresses.map(openGuest));
  await Promise.all(guests.map((guest) => guest.sendBatches(MOST_KEPT / IN_FLIGHT)));
  // Every history is full, and every machine still answers.
  await Promise.all(guests.map((guest) => guest.sendBatches(1)));
  await using control = await connect(daemon.control);
  const { machines } = await control.call("status");
  const kept: number[] = [];
  for (const { name } of machines) kept.push(await keptEvents(control, name));
  const [, peakKib] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${daemon.process.pid}/status`, "utf8")) ?? [];
  return { kept, peakBytes: 1024 * Number(peakKib) };
}

/** Connects a guest that sends many requests at once and reads every answer. */
async function openGuest(door: string) {
  const socket = await connectTo(door);
  // The daemon's greeting.
  await once(socket, "data");
  let answers = 0;
  socket.on("data", (bytes: Uint8Array) => {
    for (const byte of bytes) if (byte === EndMark.Message) answers++;
  });
  const closed = once(socket, "close").then(() => Promise.reject(new Error(`the daemon closed ${door}`)));
  // The test's end closes it too, when nothing waits for it.
  closed.catch(() => {});
  const sendBatches = async (count: number) => {
    for (let batch = 0; batch < count; batch++) {
      const expected = answers + IN_FLIGHT;
      socket.write(BATCH);
      while (answers < expected) await Promise.race([once(socket, "data"), closed]);
    }
  };
  return { sendBatches };
}

/** Returns the number of events that a machine keeps. */
async function keptEvents(control: Control, machine: string): Promise<number> {
  const { events } = await control.call("history", { machine, from: 0 });
  const { upTo } = await control.call("history", { machine, from: Number.MAX_SAFE_INTEGER });
  const [first] = events;
  return upTo - (first?.kind === "missing" ? Number(first["count"]) : 0);
}

/** Returns the limit of V8's heap in a process with these options. */
function heapLimit(nodeOptions: string): number {
  const program = 'process.stdout.write(String(require("node:v8").getHeapStatistics().heap_size_limit))';
  const env = { ...process.env, NODE_OPTIONS: nodeOptions };
  return Number(execFileSync(process.execPath, ["--eval", program], { env, encoding: "utf8" }));
}
