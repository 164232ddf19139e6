/**
 * `npm run endurance`: an hour of mixed load on a daemon, and a verdict on its memory, descriptors, handles and log.
 * `--help` prints the options and how the verdict comes about. Exit codes: 0, 1 for a problem.
 */
import { parseArgs } from "node:util";
import { House } from "../support/endurance/house.ts";
import { logProblems } from "../support/endurance/log-lines.ts";
import { playRound, requestsOf } from "../support/endurance/round.ts";
import type { Sample } from "../support/endurance/sample.ts";
import {
  type Growth,
  LEAST_ROUNDS,
  LEAST_WARM_UP,
  MAX_GROWTH,
  MAX_HEAP_AN_OPERATION,
  type Verdict,
  verdictOf,
} from "../support/endurance/verdict.ts";
import { circumstances, table, writeSection } from "../support/reliability/sections.ts";

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    rounds: { type: "string" },
    seed: { type: "string", default: "1" },
    report: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const PROGRESS_MS = 10_000;
const HOW = `The first half of the rounds, and at least ${LEAST_WARM_UP}, is warm-up. The growth of the rest is estimated by Theil and
Sen: the median of the slopes between all pairs of samples, with Sen's interval of 99 %. The heap is V8's after garbage
collection and the buffers outside of it, without code: V8 goes on compiling for hundreds of rounds. It is a leak when the
lower end of the interval exceeds ${100 * MAX_GROWTH.heap} % of the heap or ${100 * MAX_GROWTH.rss} % of the resident memory over the measured part, or ${MAX_HEAP_AN_OPERATION} bytes of
heap an operation, which is less than a pointer. Counts of descriptors and handles must not grow by one, and timers not by seven. Lines of
the log stay within their limit.`;
const HELP = `usage: npm run endurance -- [options]

  --minutes N   run for N minutes, and at least ${LEAST_ROUNDS} rounds; 60 by default
  --rounds N    run N rounds at most, ${LEAST_ROUNDS} or more
  --seed N      seed of the random requests; 1 by default
  --json        print the verdict as JSON
  --report      write a section of docs/reliability.md

${HOW}`;

if (options.help) {
  console.log(HELP);
  process.exit();
}

const startedMs = performance.now();
const { samples, operations, log } = await endure();
const tookMs = performance.now() - startedMs;
const operationsARound = operations / samples.length;
const verdict = verdictOf(samples, operationsARound);
const problems = [...verdict.problems, ...logProblems(log)];
print(verdict);
if (options.report) writeSection("endurance", sectionOf(verdict));
process.exitCode = problems.length > 0 ? 1 : 0;

async function endure() {
  const samples: Sample[] = [];
  let operations = 0;
  await using house = await House.open();
  const requests = requestsOf(Number(options.seed));
  const endMs = performance.now() + 60_000 * Number(options.minutes);
  const most = options.rounds === undefined ? Number.POSITIVE_INFINITY : Number(options.rounds);
  let toldMs = performance.now();
  const isOver = () => samples.length >= most || (samples.length >= LEAST_ROUNDS && performance.now() >= endMs);
  while (!isOver()) {
    operations += await playRound(house, requests, samples.length);
    const before = samples.at(-1);
    const sample = await house.sample(({ descriptors }) => descriptors <= (before?.descriptors ?? descriptors));
    samples.push(sample);
    if (performance.now() - toldMs < PROGRESS_MS) continue;
    toldMs = performance.now();
    console.error(`${samples.length} rounds, ${operations} operations: ${inWords(sample)}`);
  }
  return { samples, operations, log: house.daemon.stderr() };
}

function inWords({ heap, code, rss, descriptors }: Sample): string {
  return `heap ${megabytes(heap)}, code ${megabytes(code)}, resident ${megabytes(rss)}, ${descriptors} descriptors`;
}

function print({ growth }: Verdict): void {
  const summary = { rounds: samples.length, operations, seconds: Math.round(tookMs / 1000) };
  if (options.json) {
    console.log(JSON.stringify({ ...summary, growth, last: samples.at(-1), problems }, undefined, 2));
    return;
  }
  console.log(`${summary.rounds} rounds, ${summary.operations} operations in ${summary.seconds} s`);
  for (const each of growth) console.log(growthInWords(each));
  const last = samples.at(-1);
  if (last) console.log(`at rest: ${last.descriptors} descriptors, ${JSON.stringify(last.resources)}`);
  for (const problem of problems) console.log(`PROBLEM ${problem}`);
  if (problems.length === 0) console.log("nothing grows, and nothing is left open");
}

function growthInWords({ of, size, slope, limit, isLeak }: Growth): string {
  const interval = `${kilobytes(slope.low)} to ${kilobytes(slope.high)}`;
  const judged = isLeak ? "a leak" : "no leak";
  return `${of}: ${megabytes(size)}, ${kilobytes(slope.median)} a round (99 %: ${interval}; limit ${kilobytes(limit)}): ${judged}`;
}

function sectionOf({ growth }: Verdict): string {
  const rows = growth.map(({ of, size, slope, limit, isLeak }) => [
    of === "rss" ? "resident memory" : "heap and buffers",
    megabytes(size),
    kilobytes(slope.median),
    `${kilobytes(slope.low)} to ${kilobytes(slope.high)}`,
    kilobytes(limit),
    isLeak ? "yes" : "no",
  ]);
  const last = samples.at(-1);
  return `## Endurance

A daemon with four machines under mixed load: random requests at every door, rubbish, cut connections, faults, reloads, machines
that come and go, watchers, scrapes, operators, and stored state; at a LAN door log-ins that succeed, fail or stop halfway, requests,
lost datagrams, SOL and rubbish; at a Redfish door sessions, reads, changes, events, faults, cut connections and rubbish; after which
no session may be open. ${samples.length.toLocaleString("en-US")} rounds,
${operations.toLocaleString("en-US")} operations in ${Math.round(tookMs / 60_000)} minutes. ${circumstances("endurance")}

${table(["", "size", "growth a round", "99 % interval", "limit", "leak"], rows)}

Each round ends at rest, with a sample after garbage collection. ${HOW}

At the end: ${last?.descriptors} descriptors. ${problems.length === 0 ? "Nothing grew past its limit, and nothing was left open." : problems.map((problem) => `Problem: ${problem}.`).join(" ")}

\`npm run endurance\` repeats it; CI runs it for five minutes.`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1e3).toFixed(1)} kB`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
