/**
 * A process that is the QEMU of many machines: it connects to all targets of its first line of input and writes a line. At
 * the number of seconds in another line it keeps one request in flight at each for so long, and writes the figures.
 */
import { createInterface } from "node:readline";
import { Client, type Target } from "./client.ts";
import { summarize } from "./stats.ts";
import { answersLike } from "./traffic.ts";

/** Requests of one `run`: the message ids of one cycle. */
const BATCH = 256;

const lines = createInterface(process.stdin)[Symbol.asyncIterator]();
const next = async () => JSON.parse((await lines.next()).value ?? "null");

const targets: readonly Target[] = await next();
const machines = [];
for (const target of targets) {
  const { client, answer } = await Client.open(target);
  machines.push({ client, answers: answersLike(answer) });
}
process.stdout.write("connected\n");

const seconds: number = await next();
const endMs = performance.now() + seconds * 1000;
const intervals: Float64Array[] = [];
const startedMs = performance.now();
await Promise.all(
  machines.map(async ({ client, answers }) => {
    do intervals.push(await client.run(answers, BATCH, 1));
    while (performance.now() < endMs);
  }),
);
const { p50Us, p99Us } = summarize(intervals);
const throughput = (intervals.length * BATCH) / ((performance.now() - startedMs) / 1000);
process.stdout.write(`${JSON.stringify({ p50Us, p99Us, throughput })}\n`);
process.exit();
