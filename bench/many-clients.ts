/**
 * A process that is the QEMU, or the LAN client, of many machines: it connects to all targets of its first line of input and
 * writes a line. Each further line is a load. With a number of seconds, it keeps one request in flight at each for so long; with a
 * rate as well, it sends that many a second to all together, each machine in turn. It writes the figures of each load. A machine
 * that fails is left out from then on; the figures tell how many answered until the end.
 */
import { createInterface } from "node:readline";
import { UdpConsole } from "../test/support/lan/udp-console.ts";
import { Client, type Target } from "./client.ts";
import { summarize } from "./stats.ts";
import { answersLike } from "./traffic.ts";

/** A door of a machine, or the UDP port of its LAN door. */
export type MachineTarget = Target | { readonly lan: number };

/** Requests of one `run`: the message ids of one cycle. */
const BATCH = 256;

export interface Load {
  readonly seconds: number;
  /** Requests a second at all machines. Undefined: one in flight at each. */
  readonly rate?: number;
}

interface Machine {
  /** Sends requests, one at a time; resolves with their times in µs. */
  run(count: number): Promise<Float64Array>;
}

async function overVm(target: Target): Promise<Machine> {
  const { client, answer } = await Client.open(target);
  const answers = answersLike(answer);
  return { run: (count) => client.run(answers, count, 1) };
}

async function overLan(port: number): Promise<Machine> {
  const client = await UdpConsole.logIn({ port });
  return {
    async run(count) {
      const requests = Array.from({ length: count }, () => client.sealed("06 01"));
      const { times } = await client.pipeline(requests, 1);
      return times.map((ms) => 1000 * ms);
    },
  };
}

function say(error: Error): undefined {
  process.stderr.write(`many-clients: ${error.message}\n`);
}

const lines = createInterface(process.stdin)[Symbol.asyncIterator]();
const next = async () => JSON.parse((await lines.next()).value ?? "null");

const targets: readonly MachineTarget[] = await next();
const machines: Machine[] = [];
for (const target of targets) {
  const machine = await ("lan" in target ? overLan(target.lan) : overVm(target)).catch(say);
  if (machine) machines.push(machine);
}
process.stdout.write("connected\n");

for (let load = await next(); load; load = await next()) {
  process.stdout.write(`${JSON.stringify(await (load.rate === undefined ? flatOut(load) : paced(load)))}\n`);
}
process.exit();

/** Keeps one request in flight at each machine. */
async function flatOut({ seconds }: Load) {
  const startedMs = performance.now();
  const endMs = startedMs + seconds * 1000;
  const intervals: Float64Array[] = [];
  /** Resolves with true at the end of the time. */
  const load = async (machine: Machine): Promise<true> => {
    do intervals.push(await machine.run(BATCH));
    while (performance.now() < endMs);
    return true;
  };
  const ends = await Promise.all(machines.map((machine) => load(machine).catch(say)));
  const answering = ends.filter((end) => end === true).length;
  const { p50Us, p99Us } = summarize(intervals);
  const throughput = (intervals.length * BATCH) / ((performance.now() - startedMs) / 1000);
  return { answering, p50Us, p99Us, throughput };
}

/** Sends at a rate. The time of a request counts from when it was due, also if all machines have one in flight then. */
async function paced({ seconds, rate = 0 }: Load) {
  const idle = [...machines];
  const timesUs: number[] = [];
  const startMs = performance.now();
  const send = async (machine: Machine, dueMs: number) => {
    await machine.run(1);
    timesUs.push((performance.now() - dueMs) * 1000);
    idle.push(machine);
  };
  const total = Math.floor(rate * seconds);
  for (let sent = 0; sent < total; await new Promise(setImmediate)) {
    const due = Math.min(total, ((performance.now() - startMs) * rate) / 1000);
    while (sent < due) {
      const machine = idle.shift();
      if (!machine) break;
      send(machine, startMs + (sent++ * 1000) / rate).catch(say);
    }
  }
  const { p50Us, p99Us } = summarize([Float64Array.from(timesUs)]);
  return { p50Us, p99Us, throughput: timesUs.length / ((performance.now() - startMs) / 1000) };
}
