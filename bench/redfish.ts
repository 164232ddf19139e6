/** Benchmark of Redfish, side by side with sushy-emulator: reads, log-ins, resets, a crawl, and many doors. See README.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PLACEMENTS, pin } from "./cores.ts";
import { startLines } from "./lines.ts";
import type { RedfishTask, RedfishTimes } from "./redfish-client.ts";
import { measureDoors } from "./redfish-doors.ts";
import { type RedfishServer, type RedfishServers, startRedfishServers } from "./redfish-servers.ts";
import { type Goal, loadNow, report, type Table } from "./report.ts";
import { quantileOf } from "./stats.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "6" },
    requests: { type: "string", default: "300" },
    crawls: { type: "string", default: "2" },
    machines: { type: "string", default: "500" },
    seconds: { type: "string", default: "10" },
    "sushy-emulator": { type: "string", default: "sushy-emulator" },
    json: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
const count = Number(options.requests);
const machines = Number(options.machines);
const OUTSTANDING = 16;
/** Discarded first rounds, in which Node compiles. */
const WARM_UP_ROUNDS = 2;
const CRAWL = "crawl";
const MAX_CRAWL_MS = 300;

/** Tasks by the name of their request; undefined where a server does not have it. */
const REQUESTS: Readonly<Record<string, (server: RedfishServer) => RedfishTask | undefined>> = {
  ServiceRoot: ({ url }) => get(`${url}/redfish/v1/`, 1),
  System: ({ url, system }) => get(url + system, 1),
  [`System, ${OUTSTANDING} in flight`]: ({ url, system }) => get(url + system, OUTSTANDING),
  "61 sensors": ({ url, sensors }) => (sensors === undefined ? undefined : get(url + sensors, 1)),
  "log-in, System, log-out": ({ url, system, sessions }) =>
    sessions === undefined ? undefined : { kind: "log-ins", sessions: url + sessions, url: url + system, count },
  reset: ({ url, system }) => ({
    ...{ kind: "requests", method: "POST", url: `${url}${system}/Actions/ComputerSystem.Reset` },
    ...{ body: { ResetType: "ForceRestart" }, count, outstanding: 1 },
  }),
  [CRAWL]: ({ url }) => ({ kind: "crawls", url: `${url}/redfish/v1/`, count: Number(options.crawls) }),
};

function get(url: string, outstanding: number): RedfishTask {
  return { kind: "requests", method: "GET", url, count, outstanding };
}

interface Run {
  readonly placement: string;
  readonly clientCore: number;
  readonly server: RedfishServer;
  readonly name: string;
  readonly task: RedfishTask;
  readonly ms: number[];
  totalMs: number;
  cpuMs: number;
  resources: number;
}

/** Measures every server at every placement in each round, so that a load on this machine affects all of them. */
async function measure({ all }: RedfishServers): Promise<readonly Run[]> {
  const client = startLines("redfish-client.ts");
  const runs = PLACEMENTS.flatMap(({ name: placement, clientCore }) =>
    Object.entries(REQUESTS).flatMap(([name, taskOf]) =>
      all.flatMap((server): Run[] => {
        const task = taskOf(server);
        return task ? [{ placement, clientCore, server, name, task, ms: [], totalMs: 0, cpuMs: 0, resources: 0 }] : [];
      }),
    ),
  );
  try {
    for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (const run of runs) {
        pin(client.child.pid ?? 0, run.clientCore);
        const before = run.server.cpuMs();
        const times: RedfishTimes = JSON.parse(await client.ask(run.task));
        if (round < 0) continue;
        run.ms.push(...times.ms);
        run.totalMs += times.totalMs;
        run.cpuMs += run.server.cpuMs() - before;
        run.resources = times.resources ?? 0;
      }
    }
  } finally {
    client.child.kill();
  }
  return runs;
}

const p50 = ({ ms }: Run) => quantileOf(ms, 0.5);

function requestsTable(runs: readonly Run[]): Table {
  const us = (ms: number) => Math.round(1000 * ms);
  return {
    title: `${rounds} rounds of ${count} requests each`,
    columns: ["client", "request", "server", "/s", "p50 µs", "p99 µs", "p50 ÷ sushy-emulator", "CPU µs each"],
    rows: runs
      .filter(({ name }) => name !== CRAWL)
      .map((run) => {
        const { placement, name, server, ms } = run;
        const rate = Math.round((1000 * ms.length) / run.totalMs);
        const times = [us(p50(run)), us(quantileOf(ms, 0.99)), ratioOf(run, runs)];
        return [placement, name, server.name, rate, ...times, us(run.cpuMs / ms.length)];
      }),
  };
}

/** The median compared with that of sushy-emulator, or nothing. */
function ratioOf({ ms, placement, name }: Run, runs: readonly Run[]): string {
  const theirs = runs.find(
    (run) => run.placement === placement && run.name === name && run.server.name === "sushy-emulator",
  );
  return theirs ? (quantileOf(ms, 0.5) / p50(theirs)).toFixed(2) : "";
}

function crawlTable(runs: readonly Run[]): Table {
  return {
    title: "All resources from the root, one after the other on one connection; 61 sensors a machine",
    columns: ["client", "server", "resources", "median ms", "most ms", "median µs a resource"],
    rows: runs
      .filter(({ name }) => name === CRAWL)
      .map((run) => [
        ...[run.placement, run.server.name, run.resources, Math.round(p50(run)), Math.round(quantileOf(run.ms, 1))],
        Math.round((1000 * p50(run)) / run.resources),
      ]),
  };
}

/** The shared door has two machines. */
function crawlGoals(runs: readonly Run[]): readonly Goal[] {
  return runs
    .filter(({ name, server }) => name === CRAWL && server.sensors && !server.name.includes("shared"))
    .map((run) => ({
      goal: `${run.server.name}, ${run.placement}: a crawl takes at most ${MAX_CRAWL_MS} ms`,
      measured: `${Math.round(p50(run))} ms`,
      isMet: p50(run) <= MAX_CRAWL_MS,
    }));
}

async function compared(directory: string) {
  const servers = await startRedfishServers(directory, options["sushy-emulator"]);
  try {
    const runs = await measure(servers);
    return { tables: [requestsTable(runs), crawlTable(runs)], goals: crawlGoals(runs), notes: servers.notes };
  } finally {
    await servers.stop();
  }
}

/** 0 rounds, or 0 machines, leave a part out. */
async function findings(directory: string) {
  const requests = rounds > 0 ? await compared(directory) : undefined;
  const doors = machines > 0 ? await measureDoors(directory, machines, Number(options.seconds)) : undefined;
  return {
    tables: [...(requests?.tables ?? []), ...(doors ? [doors.table] : [])],
    goals: [...(requests?.goals ?? []), ...(doors?.goals ?? [])],
    notes: requests?.notes ?? [],
  };
}

const load = loadNow();
const directory = mkdtempSync(join(tmpdir(), "extern-bmc-redfish-"));
try {
  const found = await findings(directory);
  if (options.json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  else {
    for (const { title, columns, rows } of found.tables) {
      console.log(title);
      console.table(rows.map((row) => Object.fromEntries(columns.map((column, n) => [column, row[n]]))));
    }
    console.table(found.goals);
  }
  if (options.report) report("redfish", found, load);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
