/** Benchmark of a quiet machine beside a noisy one: in a reset loop, or flooding its door. See README.md. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { defaultQemu } from "../src/cli/options/qemu-option.ts";
import { haltingBios } from "../src/lab/qemu/halting-bios.ts";
import { encodeMessage } from "../src/wire/vm-message.ts";
import { startTestDaemon, type TestDaemon } from "../test/support/daemon/daemon.ts";
import { loadNow, report } from "./report.ts";
import { getDeviceId } from "./traffic.ts";

const { values: options } = parseArgs({
  options: {
    noise: { type: "string", multiple: true },
    seconds: { type: "string", default: "10" },
    json: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
  },
});
const seconds = Number(options.seconds);
/** Pause of the quiet machine between two requests. */
const PAUSE_MS = 5;
/** Requests that a flooding peer keeps in flight. */
const IN_FLIGHT = 2600;
/** mov al, FEh; out 64h, al; hlt: resets the machine by its keyboard controller. */
const RESET_LOOP = [0xb0, 0xfe, 0xe6, 0x64, 0xf4];

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-neighbors-"));
const qmp = join(directory, "qmp.sock");

/** Starts a noise beside a daemon's quiet machine; returns a function that stops it. */
type Noise = (daemon: TestDaemon) => Promise<() => void>;

/** `settings` are those of the noisy machine, `all` those of the daemon. */
const NOISES: Readonly<Record<string, { readonly settings?: object; readonly all?: object; readonly start: Noise }>> = {
  none: { start: async () => () => {} },
  "reset loop": { settings: { qmp: `unix:${qmp}` }, start: resetLoop },
  "reset loop, stored": {
    settings: { qmp: `unix:${qmp}` },
    all: { state: { directory: join(directory, "state"), durability: "power" } },
    start: resetLoop,
  },
  "Get Device ID": { start: (daemon) => flood(daemon, getDeviceId(1)) },
  "Add SEL Entry, stored": {
    all: { state: { directory: join(directory, "state"), durability: "power" } },
    start: (daemon) => flood(daemon, addSelEntry()),
  },
};

async function resetLoop(): Promise<() => void> {
  const bios = join(directory, "bios.bin");
  const image = haltingBios();
  image.set(RESET_LOOP, image.length - 16);
  writeFileSync(bios, image);
  const machine = ["-machine", "pc", "-accel", "tcg", "-nodefaults", "-display", "none", "-bios", bios];
  const qemu = spawn(defaultQemu(), [...machine, "-qmp", `unix:${qmp},server=on,wait=off`], { stdio: "inherit" });
  // The daemon dials QMP once a second.
  await sleep(1500);
  return () => qemu.kill("SIGKILL");
}

function addSelEntry(): Uint8Array {
  const data = Uint8Array.of(0, 0, 0x02, 0, 0, 0, 0, 0x20, 0, 0x04, 0x01, 0x00, 0x01, 0x59, 0x00, 0x00);
  return encodeMessage({ id: 1, netFn: 0x0a, lun: 0, cmd: 0x44, data });
}

/** Sends the request again and again, with many in flight, and reads every answer. */
async function flood(daemon: TestDaemon, request: Uint8Array): Promise<() => void> {
  const socket = await dial(daemon.addresses[1]);
  const requests = Buffer.concat(new Array<Uint8Array>(IN_FLIGHT).fill(request));
  let over = false;
  socket.on("data", (chunk: Uint8Array) => {
    let answers = 0;
    for (const byte of chunk) if (byte === 0xa0) answers++;
    if (!over) socket.write(requests.subarray(0, answers * request.length));
  });
  socket.write(requests);
  return () => {
    over = true;
    socket.destroy();
  };
}

async function dial(address = ""): Promise<Socket> {
  const socket = connect({ path: address.replace("unix:", "") });
  // The daemon ends the connection at its own end.
  socket.on("error", () => {});
  // Its greeting.
  await once(socket, "data");
  return socket;
}

/** Times of the quiet machine's requests, in ms; one that waits longer than the run counts as long as the run. */
async function latencies(socket: Socket): Promise<number[]> {
  const times: number[] = [];
  const endMs = performance.now() + 1000 * seconds;
  while (performance.now() < endMs) {
    const startMs = performance.now();
    const answered = once(socket, "data");
    socket.write(getDeviceId(2));
    await Promise.race([answered, sleep(1000 * seconds, undefined, { ref: false })]);
    times.push(performance.now() - startMs);
    await sleep(PAUSE_MS);
  }
  return times.sort((a, b) => a - b);
}

async function measure(name: string) {
  const noise = NOISES[name];
  if (!noise) throw new Error(`--noise: expected one of ${Object.keys(NOISES).join(", ")}, got "${name}"`);
  const door = (machine: string) => [`unix:${join(directory, `${machine}.sock`)}`];
  const machines = [
    { name: "quiet", listen: door("quiet") },
    { name: "noisy", listen: door("noisy"), ...noise.settings },
  ];
  const daemon = await startTestDaemon({ config: JSON.stringify({ log: { level: "warn" }, ...noise.all, machines }) });
  const quiet = await dial(daemon.addresses[0]);
  await warmUp(quiet);
  const stopNoise = await noise.start(daemon);
  const times = await latencies(quiet);
  const memoryMiB = residentMiB(daemon.process.pid ?? 0);
  const stopMs = performance.now();
  const { signal } = await daemon.stop();
  const endMs = signal ? "killed" : Math.round(performance.now() - stopMs);
  stopNoise();
  quiet.destroy();
  const at = (share: number) => Number((times[Math.floor(share * (times.length - 1))] ?? Number.NaN).toFixed(2));
  const ms = { "p50 ms": at(0.5), "p99 ms": at(0.99), "max ms": at(1) };
  return { noise: name, requests: times.length, ...ms, "RSS MiB": memoryMiB, "SIGTERM ms": endMs };
}

/** The first answers take longer. */
async function warmUp(socket: Socket): Promise<void> {
  for (let n = 0; n < 200; n++) {
    const answered = once(socket, "data");
    socket.write(getDeviceId(2));
    await answered;
  }
}

function residentMiB(pid: number): number {
  return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024);
}

type Result = Awaited<ReturnType<typeof measure>>;

/** Most times as long as without a noise that p99 may be, and its limit. */
const MOST = 2;
const LIMIT_MS = 100;

function findings(results: readonly Result[]) {
  const alone = results.find(({ noise }) => noise === "none")?.["p99 ms"] ?? Number.NaN;
  const columns = Object.keys(results[0] ?? {}) as (keyof Result)[];
  const goals = results
    .filter(({ noise }) => noise !== "none")
    .flatMap(({ noise, "p99 ms": p99 }) => [
      { goal: `${noise}: p99 at most doubles`, measured: `${alone} → ${p99} ms`, isMet: p99 <= MOST * alone },
      { goal: `${noise}: p99 at most ${LIMIT_MS} ms`, measured: `${p99} ms`, isMet: p99 <= LIMIT_MS },
    ]);
  const rows = results.map((result) => columns.map((column) => result[column]));
  return { tables: [{ title: `${seconds} s beside each noise`, columns, rows }], goals };
}

const load = loadNow();
try {
  const results: Result[] = [];
  for (const name of options.noise ?? Object.keys(NOISES)) results.push(await measure(name));
  if (options.json) process.stdout.write(`${JSON.stringify({ seconds, results }, null, 2)}\n`);
  else console.table(results);
  if (options.report) report("neighbors", findings(results), load, ["qemu-system-x86"]);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
