/** Benchmark of Get Device ID, one at a time and pipelined, against ipmi_sim and an echo server. See README.md. */
import { parseArgs } from "node:util";
import { type Contestant, withContestants } from "./servers.ts";
import { type Summary, summarize } from "./stats.ts";
import { MESSAGE_IDS } from "./traffic.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "20" },
    requests: { type: "string", default: "3000" },
    pipelined: { type: "string", default: "20000" },
    outstanding: { type: "string", default: "64" },
    json: { type: "boolean", default: false },
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
  readonly server: string;
  readonly door: string;
  readonly single: Summary;
  readonly piped: Summary;
}

/** Measures every contestant in each round, so that a load on this machine affects all of them. */
async function measure(contestants: readonly Contestant[]): Promise<Result[]> {
  const samples = contestants.map((contestant) => ({
    ...contestant,
    single: [] as Float64Array[],
    piped: [] as Float64Array[],
  }));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const { client, answers, single, piped } of samples) {
      const singleUs = await client.run(answers, requests, 1);
      const pipedUs = await client.run(answers, pipelined, outstanding);
      if (round < 0) continue;
      single.push(singleUs);
      piped.push(pipedUs);
    }
  }
  return samples.map(({ server, door, single, piped }) => ({
    server,
    door,
    single: summarize(single),
    piped: summarize(piped),
  }));
}

/** Adds each result's ratios to ipmi_sim (on TCP, its only door) and to the echo server on the same door. */
function withRatios(results: readonly Result[]) {
  const theirs = results.find(({ server }) => server === "ipmi_sim");
  return results.map((result) => {
    const echo = results.find(({ server, door }) => server === "echo" && door === result.door);
    return { ...result, toIpmiSim: ratios(result, theirs), toEcho: ratios(result, echo) };
  });
}

function ratios(one: Result, other: Result | undefined) {
  if (!other) throw new Error("nothing to compare with");
  return {
    p50: one.single.p50Us / other.single.p50Us,
    throughput: one.single.throughput / other.single.throughput,
    pipelined: one.piped.throughput / other.piped.throughput,
  };
}

const results = withRatios(await withContestants(measure));
if (options.json) {
  process.stdout.write(`${JSON.stringify({ rounds, requests, pipelined, outstanding, results }, null, 2)}\n`);
} else {
  console.table(
    results.map(({ server, door, single, piped, toIpmiSim, toEcho }) => ({
      server,
      door,
      "p50 µs": single.p50Us.toFixed(1),
      "p99 µs": single.p99Us.toFixed(1),
      "1 at a time /s": Math.round(single.throughput),
      [`${outstanding} at a time /s`]: Math.round(piped.throughput),
      "p50 ÷ ipmi_sim": toIpmiSim.p50.toFixed(2),
      "pipelined ÷ ipmi_sim": toIpmiSim.pipelined.toFixed(2),
      "p50 ÷ echo": toEcho.p50.toFixed(2),
      "pipelined ÷ echo": toEcho.pipelined.toFixed(2),
    })),
  );
}
