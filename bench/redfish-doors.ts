/** Many machines with Redfish in one daemon: their start, their memory, and reads at a steady rate. */
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

const DOORS = ["none", "http", "https", "shared"] as const;
type Doors = (typeof DOORS)[number];

interface Row {
  readonly doors: Doors;
  readonly startMs: number;
  readonly idleKib: number;
  /** After the reads; undefined without Redfish. */
  readonly readKib?: number;
  readonly times?: RedfishTimes;
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
      JSON.parse(await ask({ kind: "paced", urls, ...task } satisfies RedfishTask));
    // Each machine once, so that its service is made.
    await read({ aSecond: Math.min(A_SECOND, machines), seconds: Math.ceil(machines / A_SECOND) });
    const before = cpuMs(pid);
    const times = await read({ aSecond: A_SECOND, seconds });
    const cpuPercent = (cpuMs(pid) - before) / (times.totalMs / 100);
    await sleep(SETTLE_MS);
    return { doors, startMs, idleKib, readKib: memoryOf(pid).own, times, cpuPercent };
  } finally {
    child.kill();
    await stop();
    rmSync(config);
  }
}

function configOf(directory: string, doors: Doors, machines: number): object {
  const isOwn = doors === "http" || doors === "https";
  const name = `vm[000-${String(machines - 1).padStart(3, "0")}]`;
  const door = isOwn && { redfish: { listen: `${doors}:127.0.0.1:{${FIRST_PORT} + index}` } };
  return {
    ...{ control: { socket: "off" }, log: { level: "warn" }, users: { accounts: [ADMIN] } },
    ...(doors === "shared" && { sharedRedfish: { listen: `http:127.0.0.1:${FIRST_PORT}` } }),
    machines: [{ name, listen: [`unix:${directory}/{name}.sock`], ...door }],
  };
}

function urlsOf(doors: Doors, machines: number): readonly string[] {
  return Array.from({ length: machines }, (_, n) =>
    doors === "shared"
      ? `http://127.0.0.1:${FIRST_PORT}/redfish/v1/Systems/vm${String(n).padStart(3, "0")}`
      : `${doors}://127.0.0.1:${FIRST_PORT + n}/redfish/v1/Systems/1`,
  );
}

/** KiB of a machine more than without Redfish. */
function more(rows: readonly Row[], row: Row, key: "idleKib" | "readKib", machines: number): number {
  const [none] = rows;
  return Math.round(((row[key] ?? Number.NaN) - (none?.idleKib ?? Number.NaN)) / machines);
}

function tableOf(rows: readonly Row[], machines: number, seconds: number): Table {
  return {
    title: `${machines} machines in one daemon, and GET of their systems in turn, ${A_SECOND} a second for ${seconds} s`,
    columns: [
      "Redfish",
      "start ms",
      "KiB more each, idle",
      "KiB more each, read",
      "GET /s",
      "p50 ms",
      "p99 ms",
      "CPU %",
    ],
    rows: rows.map((row) => {
      const { doors, startMs, times, cpuPercent = Number.NaN } = row;
      const first = [doors, Math.round(startMs)];
      if (!times) return [...first, 0, "", "", "", "", ""];
      const at = (share: number) => quantileOf(times.ms, share).toFixed(2);
      const rate = Math.round((1000 * times.ms.length) / times.totalMs);
      const memory = [more(rows, row, "idleKib", machines), more(rows, row, "readKib", machines)];
      return [...first, ...memory, rate, at(0.5), at(0.99), Math.round(cpuPercent)];
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
    ];
  });
}
