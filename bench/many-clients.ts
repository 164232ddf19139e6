/**
 * A process that is the QEMU, or the LAN client, of many machines: it connects to all targets of its first line of input and
 * writes a line. At the number of seconds in another line it keeps one request in flight at each for so long, and writes the
 * figures. A machine that fails is left out from then on; the figures tell how many answered until the end.
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

interface Machine {
  /** Sends a batch of requests, one at a time; resolves with their times in µs. */
  run(): Promise<Float64Array>;
}

async function overVm(target: Target): Promise<Machine> {
  const { client, answer } = await Client.open(target);
  const answers = answersLike(answer);
  return { run: () => client.run(answers, BATCH, 1) };
}

async function overLan(port: number): Promise<Machine> {
  const client = await UdpConsole.logIn({ port });
  return {
    async run() {
      const requests = Array.from({ length: BATCH }, () => client.sealed("06 01"));
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

const seconds: number = await next();
const endMs = performance.now() + seconds * 1000;
const intervals: Float64Array[] = [];
const startedMs = performance.now();
/** Resolves with true at the end of the time. */
async function load(machine: Machine): Promise<true> {
  do intervals.push(await machine.run());
  while (performance.now() < endMs);
  return true;
}

const ends = await Promise.all(machines.map((machine) => load(machine).catch(say)));
const answering = ends.filter((end) => end === true).length;
const { p50Us, p99Us } = summarize(intervals);
const throughput = (intervals.length * BATCH) / ((performance.now() - startedMs) / 1000);
process.stdout.write(`${JSON.stringify({ answering, p50Us, p99Us, throughput })}\n`);
process.exit();
