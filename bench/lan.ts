/** Benchmark of IPMI over LAN, side by side with ipmi_sim: requests, log-ins, ipmitool, and many doors. See README.md. */
import { parseArgs } from "node:util";
import { PLACEMENTS, pin } from "./cores.ts";
import type { LanTask, LanTimes } from "./lan-client.ts";
import { measureDoors } from "./lan-doors.ts";
import { type LanServer, type LanServers, startLanServers } from "./lan-servers.ts";
import { ipmitoolMs } from "./lan-tools.ts";
import { startLines } from "./lines.ts";
import { cpuMs } from "./process-figures.ts";
import { loadNow, report, type Table } from "./report.ts";
import { quantileOf } from "./stats.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "10" },
    requests: { type: "string", default: "2000" },
    "log-ins": { type: "string", default: "200" },
    doors: { type: "string", default: "500" },
    json: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
const doors = Number(options.doors);
/** Requests in flight; see LanTask. */
const OUTSTANDING = 8;
/** Discarded first rounds, in which Node compiles. */
const WARM_UP_ROUNDS = 2;

const TASKS = {
  single: { kind: "requests", count: Number(options.requests), outstanding: 1 },
  piped: { kind: "requests", count: Number(options.requests), outstanding: OUTSTANDING },
  logIns: { kind: "log-ins", count: Number(options["log-ins"]), outstanding: 1 },
} as const satisfies Readonly<Record<string, Omit<LanTask, "port" | "suite">>>;
type TaskName = keyof typeof TASKS;
const TASK_NAMES = ["single", "piped", "logIns"] as const satisfies readonly TaskName[];

interface Sums {
  readonly ms: number[];
  totalMs: number;
  cpuMs: number;
}

interface Run {
  readonly placement: string;
  readonly clientCore: number;
  readonly server: LanServer;
  readonly suite: number;
  readonly sums: Readonly<Record<TaskName, Sums>>;
}

const noSums = (): Sums => ({ ms: [], totalMs: 0, cpuMs: 0 });

/** Measures every server at every placement in each round, so that a load on this machine affects all of them. */
async function measureSessions({ all }: LanServers): Promise<readonly Run[]> {
  const client = startLines("lan-client.ts");
  const runs = PLACEMENTS.flatMap(({ name: placement, clientCore }) =>
    all.flatMap((server) =>
      server.suites.map((suite): Run => {
        const sums = { single: noSums(), piped: noSums(), logIns: noSums() };
        return { placement, clientCore, server, suite, sums };
      }),
    ),
  );
  try {
    for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (const { clientCore, server, suite, sums } of runs) {
        pin(client.child.pid ?? 0, clientCore);
        for (const name of TASK_NAMES) {
          const before = cpuMs(server.pid);
          const times: LanTimes = JSON.parse(await client.ask({ ...TASKS[name], port: server.port, suite }));
          if (round < 0) continue;
          sums[name].ms.push(...times.ms);
          sums[name].totalMs += times.totalMs;
          sums[name].cpuMs += cpuMs(server.pid) - before;
        }
      }
    }
  } finally {
    client.child.kill();
  }
  return runs;
}

function sessionsTable(runs: readonly Run[]): Table {
  const us = (ms: number) => (1000 * ms).toFixed(1);
  const perSecond = ({ ms, totalMs }: Sums) => (1000 * ms.length) / totalMs;
  return {
    title: `${rounds} rounds of ${options.requests} × Get Device ID in a session, and of ${options["log-ins"]} log-ins`,
    columns: [
      ...["client", "server", "suite", "p50 µs", "p99 µs", "p50 ÷ ipmi_sim", `${OUTSTANDING} in flight /s`],
      ...["CPU µs a request", "CPU ÷ ipmi_sim", "log-ins /s", "CPU µs a log-in", "log-in CPU ÷ ipmi_sim"],
    ],
    rows: runs.map(({ placement, server, suite, sums: { single, piped, logIns } }) => {
      const theirs = runs.find((run) => run.placement === placement && run.server.name === "ipmi_sim")?.sums;
      const ratio = (figure: (sums: Run["sums"]) => number) =>
        theirs ? (figure({ single, piped, logIns }) / figure(theirs)).toFixed(2) : "";
      const p50 = (sums: Run["sums"]) => quantileOf(sums.single.ms, 0.5);
      const cpu = (name: TaskName) => (sums: Run["sums"]) => sums[name].cpuMs / sums[name].ms.length;
      const all = { single, piped, logIns };
      return [
        ...[placement, server.name, suite, us(p50(all)), us(quantileOf(single.ms, 0.99)), ratio(p50)],
        ...[Math.round(perSecond(piped)), us(cpu("piped")(all)), ratio(cpu("piped"))],
        ...[Math.round(perSecond(logIns)), us(cpu("logIns")(all)), ratio(cpu("logIns"))],
      ];
    }),
  };
}

async function measure(): Promise<readonly Table[]> {
  const servers = await startLanServers();
  let tables: readonly Table[];
  try {
    tables = [sessionsTable(await measureSessions(servers)), await ipmitoolMs(servers.all)];
  } finally {
    await servers.stop();
  }
  return doors > 0 ? [...tables, await measureDoors(doors)] : tables;
}

const load = loadNow();
const tables = await measure();
if (options.json) process.stdout.write(`${JSON.stringify(tables, null, 2)}\n`);
else {
  for (const { title, columns, rows } of tables) {
    console.log(title);
    console.table(rows.map((row) => Object.fromEntries(columns.map((column, n) => [column, row[n]]))));
  }
}
if (options.report) report("lan", { tables }, load, ["openipmi", "ipmitool", "freeipmi-tools"]);
