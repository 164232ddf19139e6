/** Benchmark of the time to the ready line and of an idle daemon's memory, against ipmi_sim. See README.md. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startIpmiSim } from "../test/support/peers/ipmi-sim.ts";
import { installPackage, type Running, startNode } from "./installed-package.ts";
import { memoryOf } from "./process-figures.ts";
import { loadNow, report } from "./report.ts";
import { quantileOf } from "./stats.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "20" },
    json: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
/** Discarded first rounds: the first start of a package fills Node's compile cache. */
const WARM_UP_ROUNDS = 2;
/** Time after which a daemon has loaded its late modules and collected the garbage of its start. */
const SETTLE_MS = 3000;

const NODE = "node, one line";
const WITH_FILE = "extern-bmc, a file with a sensor";
const EXTENDED = "extern-bmc, --extends server";
/** Most milliseconds that the median of a contestant may be. */
const GOALS = [
  { goal: "a start with a configuration file takes at most 150 ms", name: WITH_FILE, mostMs: 150 },
  { goal: "--extends server takes at most 200 ms", name: EXTENDED, mostMs: 200 },
];

const load = loadNow();
const directory = mkdtempSync(join(tmpdir(), "extern-bmc-bench-"));
const socket = join(directory, "bmc.sock");
const entry = installPackage(directory);
const warm = { NODE_COMPILE_CACHE: join(directory, "cache") };
const cold = { NODE_DISABLE_COMPILE_CACHE: "1" };
const door = ["--listen", `unix:${socket}`];
const file = join(directory, "bmc.yaml");
writeFileSync(
  file,
  "name: vm0\nsensors:\n  - { number: 1, name: CPU Temp, type: temperature, units: C, reading: 42.5, thresholds: { upperCritical: 90 } }\n",
);

/** Starts of each contestant, until it accepts connections; a bare Node, until its first line. */
const contestants: Readonly<Record<string, () => Promise<Pick<Running, "pid" | "stop">>>> = {
  "extern-bmc": () => startNode([entry, "serve", ...door], warm),
  "extern-bmc, no compile cache": () => startNode([entry, "serve", ...door], cold),
  [WITH_FILE]: () => startNode([entry, "serve", "--config", file, ...door], warm),
  [EXTENDED]: () => startNode([entry, "serve", "--extends", "server", ...door], warm),
  [NODE]: () => startNode(["--eval", 'console.log("ready"); setInterval(() => {}, 1e6)'], {}),
  ipmi_sim: startIpmiSim,
};

const samples = Object.entries(contestants).map(([name, start]) => ({ name, start, ms: [] as number[] }));
try {
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const { start, ms } of samples) {
      const startedMs = performance.now();
      const running = await start();
      const readyMs = performance.now() - startedMs;
      await running.stop();
      if (round >= 0) ms.push(readyMs);
    }
  }
  const nodeMs = medianOf(NODE);
  const results = [];
  for (const { name, start, ms } of samples) {
    const running = await start();
    await sleep(SETTLE_MS);
    const ratio = Number((quantileOf(ms, 0.5) / nodeMs).toFixed(1));
    results.push({ name, ...quantiles(ms), "median ÷ Node": ratio, ...mebibytes(running.pid) });
    await running.stop();
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ rounds, results }, null, 2)}\n`);
  else console.table(results);
  if (options.report) {
    const columns = Object.keys(results[0] ?? {}) as (keyof (typeof results)[number])[];
    const rows = results.map((result) => columns.map((column) => result[column]));
    const table = {
      title: `${rounds} starts of each; memory ${SETTLE_MS / 1000} s after a further start`,
      columns,
      rows,
    };
    report("start-up", { tables: [table], goals: goals() }, load, ["openipmi"]);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function medianOf(contestant: string): number {
  return quantileOf(samples.find(({ name }) => name === contestant)?.ms ?? [], 0.5);
}

function goals() {
  return GOALS.map(({ goal, name, mostMs }) => {
    const ms = medianOf(name);
    return { goal, measured: `${ms.toFixed(0)} ms`, isMet: ms <= mostMs };
  });
}

function quantiles(ms: readonly number[]) {
  const at = (share: number) => Math.round(quantileOf(ms, share));
  return { "min ms": at(0), "median ms": at(0.5), "max ms": at(1) };
}

/** Returns the resident memory, and the part of it that no other process shares. */
function mebibytes(pid: number) {
  const { rss, own } = memoryOf(pid);
  const mib = (kib: number) => Number((kib / 1024).toFixed(1));
  return { "RSS MiB": mib(rss), "own MiB": mib(own) };
}
