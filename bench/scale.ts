/** Benchmark of one daemon with many machines, each with one request in flight, beside many ipmi_sim. See README.md. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type IpmiSim, startIpmiSim } from "../test/support/peers/ipmi-sim.ts";
import { PLACEMENTS, pin, SERVER_CORE } from "./cores.ts";
import { installPackage, startNode } from "./installed-package.ts";
import { ADMIN } from "./lan-servers.ts";
import { startLines } from "./lines.ts";
import type { Load, MachineTarget } from "./many-clients.ts";
import { cpuMs, figuresOfRunning, memoryOf } from "./process-figures.ts";
import { type Goal, loadNow, report, type Table } from "./report.ts";

const { values: options } = parseArgs({
  options: {
    machines: { type: "string", default: "1,10,100,1000" },
    seconds: { type: "string", default: "5" },
    json: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
  },
});
const seconds = Number(options.seconds);
const counts = options.machines.split(",").map(Number);
/** Time after which a daemon has loaded its late modules and collected the garbage of its start. */
const SETTLE_MS = 12_000;
/** Starts of ipmi_sim at a time. */
const STARTS = 8;

interface Servers {
  readonly startMs: number;
  readonly pids: readonly number[];
  /** Machines of each process. */
  readonly machinesEach: number;
  readonly targets: readonly MachineTarget[];
  stop(): Promise<unknown>;
}

interface Row {
  readonly server: string;
  readonly machines: number;
  /** Machines that answered until the end. */
  readonly answering: number;
  readonly startMs: number;
  readonly throughput: number;
  readonly p50Us: number;
  readonly p99Us: number;
  /** Memory that no other process shares, in KiB: of all machines, as those whose servers still run have it on average. */
  readonly idleKib: number;
  readonly connectedKib: number;
  /** Share of a core with all machines connected and no requests. */
  readonly idlePercent: number;
  readonly paced: readonly Paced[];
}

/** Figures at a share of the most answers a second. */
interface Paced {
  readonly share: number;
  readonly throughput: number;
  readonly p50Us: number;
  readonly p99Us: number;
  /** Share of a core. */
  readonly cpuPercent: number;
}

/** Shares of the most answers a second. */
const SHARES = [0.1, 0.25, 0.5, 0.75];

const load = loadNow();
const directory = mkdtempSync(join(tmpdir(), "extern-bmc-bench-"));
const notes: string[] = [];
const rows: Row[] = [];
try {
  const entry = installPackage(directory);
  for (const [server, door, base] of [
    ["extern-bmc, Unix", "unix:{name}.sock", undefined],
    ["extern-bmc, TCP", "tcp:127.0.0.1:0", undefined],
    ["extern-bmc, LAN", "udp:127.0.0.1:0", undefined],
    ["extern-bmc, Unix, extends: server", "unix:{name}.sock", "server"],
  ] as const) {
    for (const machines of counts) await add(server, machines, () => startOurs(entry, machines, door, base));
  }
  for (const machines of counts) await add("ipmi_sim, TCP", machines, () => startTheirs(machines));
} finally {
  rmSync(directory, { recursive: true, force: true });
}
if (options.json) process.stdout.write(`${JSON.stringify({ seconds, rows, notes }, null, 2)}\n`);
else {
  console.table(tableRows());
  console.table(pacedRows());
  for (const note of notes) console.log(note);
}

/** Measures a row. Whatever happens to it, the rows before it are reported and the others follow. */
async function add(server: string, machines: number, start: () => Promise<Servers>): Promise<void> {
  try {
    const row = await measure(server, machines, start);
    rows.push(row);
    process.stderr.write(`${JSON.stringify(row)}\n`);
  } catch (error) {
    notes.push(`${server} with ${machines} machines could not be measured: ${error}`);
    process.exitCode = 1;
  }
  if (!options.report) return;
  const tables = [
    tableOf(`One request in flight at each machine, for ${seconds} s`, tableRows()),
    tableOf("A steady rate, as a share of those answers a second", pacedRows()),
  ];
  report("scale", { tables, goals: goals(), notes }, load, ["openipmi"]);
}

function tableRows() {
  return rows.map((row) => ({
    server: row.server,
    machines: row.machines,
    answering: `${row.answering} of ${row.machines}`,
    "start ms": Math.round(row.startMs),
    "answers /s": Math.round(row.throughput),
    "p50 µs": Math.round(row.p50Us),
    "p99 µs": Math.round(row.p99Us),
    "idle KiB each": eachOf(row, "idleKib"),
    "connected KiB each": eachOf(row, "connectedKib"),
    "idle % of a core": Number(row.idlePercent.toFixed(2)),
  }));
}

function pacedRows() {
  return rows.flatMap(({ server, machines, paced }) =>
    paced.map(({ share, throughput, p50Us, p99Us, cpuPercent }) => ({
      ...{ server, machines, share: `${100 * share} %`, "answers /s": Math.round(throughput) },
      ...{ "p50 µs": Math.round(p50Us), "p99 µs": Math.round(p99Us), "% of a core": Math.round(cpuPercent) },
    })),
  );
}

function tableOf(title: string, table: readonly Readonly<Record<string, string | number>>[]): Table {
  return { title, columns: Object.keys(table[0] ?? {}), rows: table.map((row) => Object.values(row)) };
}

/** Starts the servers on their core, and measures them idle, connected and under load. */
async function measure(server: string, machines: number, start: () => Promise<Servers>): Promise<Row> {
  const servers = await start();
  const own = () => ofAll(figuresOfRunning(servers.pids, (pid) => memoryOf(pid).own));
  /** A process that has ended counts as the others do on average. */
  const ofAll = (figures: ReadonlyMap<number, number>) => {
    const sum = [...figures.values()].reduce((total, each) => total + each, 0);
    return (sum * machines) / (figures.size * servers.machinesEach);
  };
  const { child, ask } = startLines("many-clients.ts");
  try {
    for (const pid of figuresOfRunning(servers.pids, memoryOf).keys()) pin(pid, SERVER_CORE);
    pin(child.pid ?? 0, PLACEMENTS.at(-1)?.clientCore ?? SERVER_CORE);
    await sleep(SETTLE_MS);
    const idleKib = own();
    await ask(servers.targets);
    await sleep(SETTLE_MS);
    const connectedKib = own();
    /** Returns the figures of a load, and the processor time that the servers take meanwhile. */
    const during = async <T>(work: () => Promise<T>) => {
      const startedMs = performance.now();
      const before = figuresOfRunning(servers.pids, cpuMs);
      const figures = await work();
      const usedMs = figuresOfRunning([...before.keys()], (pid) => cpuMs(pid) - (before.get(pid) ?? 0));
      return { figures, cpuPercent: (100 * ofAll(usedMs)) / (performance.now() - startedMs) };
    };
    const figuresOf = async (each: Load) => JSON.parse(await ask(each));
    const { cpuPercent: idlePercent } = await during(() => sleep(seconds * 1000));
    const most = await figuresOf({ seconds });
    const paced: Paced[] = [];
    for (const share of SHARES) {
      const { figures, cpuPercent } = await during(() => figuresOf({ seconds, rate: share * most.throughput }));
      paced.push({ share, cpuPercent, ...figures });
    }
    return { server, machines, startMs: servers.startMs, ...most, idleKib, connectedKib, idlePercent, paced };
  } finally {
    child.kill();
    await servers.stop();
  }
}

async function startOurs(entry: string, machines: number, door: string, base: string | undefined): Promise<Servers> {
  const config = join(directory, "bmc.yaml");
  const range = `vm[0000-${String(machines - 1).padStart(4, "0")}]`;
  writeFileSync(
    config,
    JSON.stringify({
      ...(base !== undefined && { extends: base }),
      control: { socket: "off" },
      log: { level: "warn" },
      machines: [{ name: range, ...doorOf(door) }],
    }),
  );
  const env = { NODE_COMPILE_CACHE: join(directory, "cache") };
  const startedMs = performance.now();
  const under = ["taskset", "--cpu-list", `${SERVER_CORE}`];
  const { pid, line, stop } = await startNode([entry, "serve", "--config", config], env, under);
  const startMs = performance.now() - startedMs;
  return { startMs, pids: [pid], machinesEach: machines, targets: line.split(" ").slice(2).map(targetOf), stop };
}

/** Settings of a machine with this door. */
function doorOf(door: string): object {
  if (door.startsWith("udp:")) return { listen: [], lan: { listen: door }, users: { accounts: [ADMIN] } };
  return { listen: [door.replace("unix:", `unix:${directory}/`)] };
}

function targetOf(address: string): MachineTarget {
  if (address.startsWith("unix:")) return { path: address.slice("unix:".length) };
  const port = Number(address.split(":").at(-1));
  return address.startsWith("udp:") ? { lan: port } : { host: "127.0.0.1", port };
}

/** Starts that many processes, or as many as the machine bears. */
async function startTheirs(machines: number): Promise<Servers> {
  const startedMs = performance.now();
  const running: IpmiSim[] = [];
  let failure: unknown;
  const starter = async () => {
    while (running.length < machines && failure === undefined) {
      try {
        running.push(await startIpmiSim());
      } catch (error) {
        failure = error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(STARTS, machines) }, starter));
  const startMs = performance.now() - startedMs;
  const used = running.slice(0, machines);
  if (used.length < machines) notes.push(`The machine bore ${used.length} of ${machines} ipmi_sim: ${failure}`);
  return {
    startMs,
    pids: used.map(({ pid }) => pid),
    machinesEach: 1,
    targets: used.map(({ port }) => ({ host: "127.0.0.1", port })),
    stop: () => Promise.all(running.map((each) => each.stop())),
  };
}

/** Returns the memory of a machine without that of the program, which a daemon with one machine shows. */
function eachOf({ server, machines, ...row }: Row, key: "idleKib" | "connectedKib"): number {
  const one = rows.find((other) => other.server === server && other.machines === 1);
  if (machines === 1 || !one || server.startsWith("ipmi_sim")) return Math.round(row[key] / machines);
  return Math.round((row[key] - one[key]) / (machines - 1));
}

function goals(): readonly Goal[] {
  const most = Math.max(...counts);
  const of = (server: string) => rows.find((row) => row.server === server && row.machines === most);
  const [unix, tcp, big] = [of("extern-bmc, Unix"), of("extern-bmc, TCP"), of("extern-bmc, Unix, extends: server")];
  if (!unix || !tcp || !big) return [];
  const goal = (text: string, measured: number, limit: number, unit: string): Goal => ({
    goal: text,
    measured: `${Number(measured.toFixed(2))} ${unit}`,
    isMet: measured <= limit,
  });
  return [
    goal(`${most} machines: idle at most 60 KiB each`, eachOf(unix, "idleKib"), 60, "KiB"),
    goal(`${most} machines: connected over TCP at most 100 KiB each`, eachOf(tcp, "connectedKib"), 100, "KiB"),
    goal(`${most} machines of 61 sensors: at most 400 KiB each`, eachOf(big, "connectedKib"), 400, "KiB"),
    goal(`${most} minimal machines: start within 1 s`, unix.startMs / 1000, 1, "s"),
    goal(
      `${most} connected minimal machines: idle at most 0.5 % of a core`,
      Math.max(unix.idlePercent, tcp.idlePercent),
      0.5,
      "%",
    ),
    ...[unix, tcp].flatMap(({ server, paced: [least, ...more] }) =>
      more.map(({ share, p99Us }) => {
        const text = `${server}, ${most} machines: p99 at ${100 * share} % of the most answers at most doubles`;
        return goal(`${text} that at ${100 * (least?.share ?? 0)} %`, p99Us / (least?.p99Us ?? Number.NaN), 2, "times");
      }),
    ),
  ];
}
