/**
 * `npm run endurance`: an hour of mixed load on a daemon, and a verdict on its memory, descriptors, handles and log.
 * `--minutes` or `--rounds`, `--seed`, `--json`; `--report` writes a section of docs/reliability.md. Exit codes: 0, 1 for a problem.
 */
import { parseArgs } from "node:util";
import { House } from "../support/endurance/house.ts";
import { logProblems } from "../support/endurance/log-lines.ts";
import { playRound, requestsOf } from "../support/endurance/round.ts";
import type { Sample } from "../support/endurance/sample.ts";
import { type Growth, type Verdict, verdictOf } from "../support/endurance/verdict.ts";
import { circumstances, table, writeSection } from "../support/reliability/sections.ts";

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    rounds: { type: "string" },
    seed: { type: "string", default: "1" },
    report: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const PROGRESS_MS = 10_000;
const HOUR_MS = 3_600_000;

const startedMs = performance.now();
const { samples, operations, log } = await endure();
const tookMs = performance.now() - startedMs;
const verdict = verdictOf(samples);
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
  while (samples.length < most && (options.rounds !== undefined || performance.now() < endMs)) {
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

function inWords({ heap, rss, descriptors }: Sample): string {
  return `heap ${megabytes(heap)}, resident ${megabytes(rss)}, ${descriptors} descriptors`;
}

function hourly(perRound: number): string {
  return megabytes((perRound * samples.length * HOUR_MS) / tookMs);
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

/** The slope for an hour at the speed of this run, with its interval of 99 %. */
function growthInWords({ of, size, slope, isLeak }: Growth): string {
  const interval = `${hourly(slope.low)} to ${hourly(slope.high)}`;
  return `${of}: ${megabytes(size)}, ${hourly(slope.median)} an hour (99 %: ${interval})${isLeak ? ", a leak" : ""}`;
}

function sectionOf({ growth }: Verdict): string {
  const rows = growth.map(({ of, size, slope, isLeak }) => [
    of === "rss" ? "resident memory" : "heap and buffers",
    megabytes(size),
    hourly(slope.median),
    `${hourly(slope.low)} to ${hourly(slope.high)}`,
    isLeak ? "yes" : "no",
  ]);
  const last = samples.at(-1);
  return `## Endurance

A daemon with three machines under mixed load: random requests at every door, rubbish, cut connections, faults, reloads, machines
that come and go, watchers, scrapes, operators, and stored state. ${samples.length.toLocaleString("en-US")} rounds,
${operations.toLocaleString("en-US")} operations in ${Math.round(tookMs / 60_000)} minutes. ${circumstances("endurance")}

${table(["", "size", "growth an hour", "99 % interval", "leak"], rows)}

Each round ends at rest, with a sample after garbage collection. The first half of the samples is warm-up. The growth of the
rest is estimated by Theil and Sen: the median of the slopes between all pairs of samples, with Sen's interval. It is a leak when
the lower end of the interval, over the whole measured part, exceeds 2 % of the heap or 5 % of the resident memory. Counts of
descriptors, handles and timers must not grow by one. Lines of the log stay within their limit.

At the end: ${last?.descriptors} descriptors. ${problems.length === 0 ? "Nothing grew, and nothing was left open." : problems.map((problem) => `Problem: ${problem}.`).join(" ")}

\`npm run endurance\` repeats it; CI runs 100 rounds.`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
