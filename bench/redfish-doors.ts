/** Many machines with Redfish, or with the HTTP API, in one daemon: start, memory, reads at a steady rate, a crawl of one machine. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PLACEMENTS, pin, SERVER_CORE } from "./cores.ts";
import { installPackage, startNode } from "./installed-package.ts";
import { ADMIN } from "./lan-servers.ts";
import { startLines } from "./lines.ts";
import { cpuMs, memoryOf } from "./process-figures.ts";
import type { RedfishTask, RedfishTimes } from "./redfish-client.ts";
import type { Goal, Table } from "./report.ts";
import { quantileOf } from "./stats.ts";

/** Time after which a daemon has loaded its late modules and collected the garbage of its start. */
const SETTLE_MS = 12_000;
const FIRST_PORT = 20_000;
const A_SECOND = 1000;
/** Most KiB that a machine with Redfish may have more than one without. */
const MAX_KIB = 150;

/** Most that a crawl of one of these machines may take. */
const MAX_CRAWL_MS = 300;
const CRAWLS = 5;
const TOKEN = "a-token-of-this-benchmark";

const API = "API and page";
const DOORS = ["none", API, "http", "https", "shared"] as const;
type Doors = (typeof DOORS)[number];

interface Row {
  readonly doors: Doors;
  readonly startMs: number;
  readonly idleKib: number;
  /** After the reads; undefined without Redfish. */
  readonly readKib?: number;
  readonly times?: RedfishTimes;
  /** Undefined without Redfish. */
  readonly crawlMs?: number;
  readonly cpuPercent?: number;
}

/** Measures daemons of this many machines, without Redfish and with each kind of door. */
export async function measureDoors(directory: string, machines: number, seconds: number) {
  const entry = installPackage(directory);
  const rows: Row[] = [];
  for (const doors of DOORS) rows.push(await measured(entry, directory, doors, machines, seconds));
  return { table: tableOf(rows, machines, seconds), goals: goalsOf(rows, machines) };
}

async function measured(
  entry: string,
  directory: string,
  doors: Doors,
  machines: number,
  seconds: number,
): Promise<Row> {
  const config = join(directory, "bmc.yaml");
  writeFileSync(config, JSON.stringify(configOf(directory, doors, machines)));
  const startedMs = performance.now();
  const under = ["taskset", "--cpu-list", `${SERVER_CORE}`];
  const env = { NODE_COMPILE_CACHE: join(directory, "cache") };
  const { pid, stop } = await startNode([entry, "serve", "--config", config], env, under);
  const startMs = performance.now() - startedMs;
  const { child, ask } = startLines("redfish-client.ts");
  try {
    pin(child.pid ?? 0, PLACEMENTS.at(-1)?.clientCore ?? SERVER_CORE);
    await sleep(SETTLE_MS);
    const idleKib = memoryOf(pid).own;
    if (doors === "none") return { doors, startMs, idleKib };
    const urls = urlsOf(doors, machines);
    const read = async (task: Pick<RedfishTask & { kind: "paced" }, "aSecond" | "seconds">): Promise<RedfishTimes> =>
      JSON.parse(
        await ask({ kind: "paced", urls, ...(doors === API && { token: TOKEN }), ...task } satisfies RedfishTask),
      );
    // Each machine once, so that its service is made.
    await read({ aSecond: Math.min(A_SECOND, machines), seconds: Math.ceil(machines / A_SECOND) });
    const before = cpuMs(pid);
    const times = await read({ aSecond: A_SECOND, seconds });
    const cpuPercent = (cpuMs(pid) - before) / (times.totalMs / 100);
    await sleep(SETTLE_MS);
    const readKib = memoryOf(pid).own;
    if (doors === API) return { doors, startMs, idleKib, readKib, times, cpuPercent };
    const task: RedfishTask = { kind: "crawls", url: firstOf(doors), count: CRAWLS };
    const crawls: RedfishTimes = JSON.parse(await ask(task));
    return { doors, startMs, idleKib, readKib, times, cpuPercent, crawlMs: quantileOf(crawls.ms, 0.5) };
  } finally {
    child.kill();
    await stop();
    rmSync(config);
  }
}

function configOf(directory: string, doors: Doors, machines: number): object {
  const isOwn = doors === "http" || doors === "https";
  const others = `vm[001-${String(machines - 1).padStart(3, "0")}]`;
  const door = isOwn && { redfish: { listen: `${doors}:127.0.0.1:{${FIRST_PORT} + index}` } };
  return {
    ...{ control: { socket: "off" }, log: { level: "warn" }, users: { accounts: [ADMIN] } },
    ...(doors === API && { http: { listen: `127.0.0.1:${FIRST_PORT}`, token: TOKEN } }),
    ...(doors === "shared" && { sharedRedfish: { listen: `http:127.0.0.1:${FIRST_PORT}` } }),
    // The machine that is crawled has 61 sensors.
    machines: [{ name: "vm000", extends: "server" }, { name: others }].map((each) => ({
      ...{ ...each, listen: [`unix:${directory}/{name}.sock`] },
      ...door,
    })),
  };
}

function urlsOf(doors: Doors, machines: number): readonly string[] {
  return Array.from({ length: machines }, (_, n) => {
    const name = `vm${String(n).padStart(3, "0")}`;
    if (doors === API) return `http://127.0.0.1:${FIRST_PORT}/api/v1/machines/${name}`;
    return doors === "shared"
      ? `http://127.0.0.1:${FIRST_PORT}/redfish/v1/Systems/${name}`
      : `${doors}://127.0.0.1:${FIRST_PORT + n}/redfish/v1/Systems/1`;
  });
}

/** The address from which a crawl reaches all resources of the first machine, and none of another. */
function firstOf(doors: Doors): string {
  if (doors === "shared") return `http://127.0.0.1:${FIRST_PORT}/redfish/v1/Systems/vm000`;
  return `${doors}://127.0.0.1:${FIRST_PORT}/redfish/v1/`;
}

/** KiB of a machine more than without these doors. */
function more(rows: readonly Row[], row: Row, key: "idleKib" | "readKib", machines: number): number {
  const [none] = rows;
  return Math.round(((row[key] ?? Number.NaN) - (none?.idleKib ?? Number.NaN)) / machines);
}

function tableOf(rows: readonly Row[], machines: number, seconds: number): Table {
  return {
    title: `${machines} machines in one daemon, and GET of each in turn, ${A_SECOND} a second for ${seconds} s`,
    columns: [
      "doors",
      "start ms",
      "KiB more each, idle",
      "KiB more each, read",
      "GET /s",
      "p50 ms",
      "p99 ms",
      "CPU %",
      "crawl of one, ms",
    ],
    rows: rows.map((row) => {
      const { doors, startMs, times, cpuPercent = Number.NaN, crawlMs } = row;
      const first = [doors, Math.round(startMs)];
      if (!times) return [...first, 0, "", "", "", "", "", ""];
      const at = (share: number) => quantileOf(times.ms, share).toFixed(2);
      const rate = Math.round((1000 * times.ms.length) / times.totalMs);
      const memory = [more(rows, row, "idleKib", machines), more(rows, row, "readKib", machines)];
      return [
        ...first,
        ...memory,
        rate,
        at(0.5),
        at(0.99),
        Math.round(cpuPercent),
        crawlMs === undefined ? "" : Math.round(crawlMs),
      ];
    }),
  };
}

function goalsOf(rows: readonly Row[], machines: number): readonly Goal[] {
  return rows.flatMap((row) => {
    if (!row.times) return [];
    const kib = more(rows, row, "idleKib", machines);
    const rate = (1000 * row.times.ms.length) / row.times.totalMs;
    return [
      { goal: `${row.doors}: at most ${MAX_KIB} KiB a machine`, measured: `${kib} KiB`, isMet: kib <= MAX_KIB },
      {
        goal: `${row.doors}: ${A_SECOND} GET a second on ${machines} machines`,
        measured: `${Math.round(rate)} /s`,
        // The last answers come after the last second.
        isMet: rate >= 0.99 * A_SECOND,
      },
      ...crawlGoals(row, machines),
    ];
  });
}

function crawlGoals({ doors, crawlMs }: Row, machines: number): readonly Goal[] {
  if (crawlMs === undefined) return [];
  const goal = `${doors}: a crawl of one of ${machines} machines takes at most ${MAX_CRAWL_MS} ms`;
  return [{ goal, measured: `${Math.round(crawlMs)} ms`, isMet: crawlMs <= MAX_CRAWL_MS }];
}
