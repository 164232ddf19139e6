/** Benchmark of Get Device ID, one at a time and pipelined, against ipmi_sim and an echo server. See README.md. */
import { parseArgs } from "node:util";
import { PLACEMENTS } from "./cores.ts";
import { loadNow, report } from "./report.ts";
import { type Contestant, withContestants } from "./servers.ts";
import { type Summary, summarize } from "./stats.ts";
import { MESSAGE_IDS } from "./traffic.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "40" },
    requests: { type: "string", default: "3000" },
    pipelined: { type: "string", default: "20000" },
    outstanding: { type: "string", default: "32" },
    json: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
  },
});
const rounds = count("rounds", options.rounds);
const requests = count("requests", options.requests);
const pipelined = count("pipelined", options.pipelined);
const outstanding = count("outstanding", options.outstanding, MESSAGE_IDS);
/** Discarded first rounds, in which Node compiles and the sockets' buffers adapt. */
const WARM_UP_ROUNDS = 3;

function count(name: string, text: string, limit = 1_000_000): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= limit) return value;
  process.stderr.write(`--${name}: expected a whole number from 1 to ${limit}, got "${text}"\n`);
  process.exit(2);
}

interface Result {
  readonly placement: string;
  readonly server: Contestant["server"];
  readonly door: Contestant["door"];
  readonly single: Summary;
  readonly piped: Summary;
}

/** Measures every contestant at every placement in each round, so that a load on this machine affects all of them. */
async function measure(contestants: readonly Contestant[]): Promise<Result[]> {
  const runs = PLACEMENTS.flatMap(({ name: placement, clientCore }) =>
    contestants.map((contestant) => ({
      ...{ placement, clientCore, ...contestant },
      ...{ single: [] as Float64Array[], piped: [] as Float64Array[] },
    })),
  );
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const { client, clientCore, single, piped } of runs) {
      const singleUs = await client.run(clientCore, requests, 1);
      const pipedUs = await client.run(clientCore, pipelined, outstanding);
      if (round < 0) continue;
      single.push(singleUs);
      piped.push(pipedUs);
    }
  }
  return runs.map(({ placement, server, door, single, piped }) => ({
    ...{ placement, server, door },
    ...{ single: summarize(single), piped: summarize(piped) },
  }));
}

const load = loadNow();
const { results, clientName } = await withContestants(async (contestants, clientName) => ({
  results: await measure(contestants),
  clientName,
}));

/** Returns the ratio of a figure to another server's at the same placement. */
function ratio(result: Result, other: Contestant["server"], door: string, figure: (result: Result) => number): number {
  const found = results.find((one) => one.server === other && one.door === door && one.placement === result.placement);
  return found ? figure(result) / figure(found) : Number.NaN;
}

const p50 = ({ single }: Result) => single.p50Us;
const p999 = ({ single }: Result) => single.p999Us;
const perSecond = ({ piped }: Result) => piped.throughput;

const table = {
  title: `Get Device ID, ${rounds} rounds of ${requests} one at a time and ${pipelined} with ${outstanding} in flight`,
  columns: [
    ...["client", "server", "door", "p50 µs", "p99 µs", "p99.9 µs", "p50 ÷ ipmi_sim", "p50 ÷ echo"],
    ...[`${outstanding} in flight /s`, "÷ ipmi_sim", "÷ echo"],
  ],
  rows: results.map((result) => {
    const { placement, server, door, single, piped } = result;
    const us = [single.p50Us, single.p99Us, single.p999Us].map((time) => time.toFixed(1));
    const toSim = (figure: (result: Result) => number) => ratio(result, "ipmi_sim", "tcp", figure).toFixed(2);
    const toEcho = (figure: (result: Result) => number) => ratio(result, "echo", door, figure).toFixed(2);
    const many = Math.round(piped.throughput);
    return [placement, server, door, ...us, toSim(p50), toEcho(p50), many, toSim(perSecond), toEcho(perSecond)];
  }),
};

function goalOf(goal: string, placement: string, door: string, figure: (result: Result) => number, limit: number) {
  const ours = results.find((one) => one.server === "extern-bmc" && one.door === door && one.placement === placement);
  if (!ours) return [];
  const value = ratio(ours, "ipmi_sim", "tcp", figure);
  const isMet = figure === perSecond ? value >= limit : value <= limit;
  return [{ goal, measured: value.toFixed(2), isMet }];
}

const goals = [
  ...goalOf("TCP, one core: p50 at most 1.15 times ipmi_sim's", "same core", "tcp", p50, 1.15),
  ...goalOf("TCP, two cores: p50 at most ipmi_sim's", "two cores", "tcp", p50, 1),
  ...goalOf("Unix, one core: p50 at most that of ipmi_sim on TCP", "same core", "unix", p50, 1),
  ...goalOf("TCP, one core: p99.9 at most ipmi_sim's", "same core", "tcp", p999, 1),
  ...goalOf("TCP, two cores: p99.9 at most ipmi_sim's", "two cores", "tcp", p999, 1),
  ...goalOf(`TCP, one core, ${outstanding} in flight: 4 times ipmi_sim`, "same core", "tcp", perSecond, 4),
];
const notes =
  clientName === "C" ? [] : ["This machine has no gcc: the client is on Node, and slower than the servers."];

if (options.json) {
  process.stdout.write(
    `${JSON.stringify({ rounds, requests, pipelined, outstanding, clientName, results }, null, 2)}\n`,
  );
} else {
  console.table(table.rows.map((row) => Object.fromEntries(table.columns.map((column, n) => [column, row[n]]))));
  console.table(goals);
  for (const note of notes) console.log(note);
}
if (options.report) report("round-trip", { tables: [table], goals, notes }, load, ["openipmi"]);
