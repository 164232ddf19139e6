/** Benchmark of a quiet machine beside a noisy one: in a reset loop, or flooding its door. See README.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startTestDaemon } from "../test/support/daemon/daemon.ts";
import { type Served, startBareServer } from "./bare-node.ts";
import { onAllCores, pin, pinMainThread, runFirst, SERVER_CORE } from "./cores.ts";
import { ADMIN } from "./lan-servers.ts";
import { CLIENT_CORE, type Noise, noisesIn, noisyDoor } from "./noises.ts";
import { memoryOf } from "./process-figures.ts";
import { openQuiet } from "./quiet.ts";
import { loadNow, report } from "./report.ts";
import { quantileOf } from "./stats.ts";

const { values: options } = parseArgs({
  options: {
    noise: { type: "string", multiple: true },
    seconds: { type: "string", default: "10" },
    rounds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
  },
});
const seconds = Number(options.seconds);
/** Rounds, of whose figures the median counts: p99 of one round is the 19th of 1,900 times, and every burst of the host is in it. */
const rounds = Number(options.rounds);
/** Requests a second of the quiet machine. */
const RATE = 190;
/** Requests before the noise: the first answers take longer. */
const WARM_UP = 500;
/** Machines of a daemon with LAN doors. */
const LAN_MACHINES = 500;

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-neighbors-"));
const noises = noisesIn(directory);

/** Starts the daemon, or what is measured in its place. The quiet machine comes first and the noisy one second. */
async function serverFor(noise: Noise): Promise<Served> {
  const doors = ["quiet", "noisy"].map((name) => doorOf(name, noise));
  if (noise.isBare) return startBareServer(doors, onAllCores());
  const config = JSON.stringify({ log: { level: "warn" }, ...noise.all, machines: machinesWith(noise) });
  return startTestDaemon({ config, under: onAllCores() });
}

function doorOf(name: string, { doors }: Noise): string {
  return doors === "TCP" ? "tcp:127.0.0.1:0" : `unix:${join(directory, `${name}.sock`)}`;
}

function machinesWith(noise: Noise): readonly object[] {
  const { doors, settings } = noise;
  if (doors === "LAN") {
    const name = `vm[000-${LAN_MACHINES - 1}]`;
    return [{ name, listen: [], lan: { listen: "udp:127.0.0.1:0" }, users: { accounts: [ADMIN] } }];
  }
  return ["quiet", "noisy"].map((name) => ({ name, listen: [doorOf(name, noise)], ...(name === "noisy" && settings) }));
}

async function measure(name: string) {
  const noise = noises[name];
  if (!noise) throw new Error(`--noise: expected one of ${Object.keys(noises).join(", ")}, got "${name}"`);
  const daemon = await serverFor(noise);
  pinMainThread(daemon.process.pid ?? 0, SERVER_CORE);
  const quiet = await openQuiet(noise.doors, daemon.addresses, directory);
  await quiet.ask(WARM_UP);
  const noisy = await noise.start(noisyDoor(daemon, noise));
  const times = await quiet.ask(RATE * seconds);
  const memoryMiB = Math.round(memoryOf(daemon.process.pid ?? 0).rss / 1024);
  const stopMs = performance.now();
  const { signal } = await daemon.stop();
  const endMs = signal && !noise.isBare ? "killed" : Math.round(performance.now() - stopMs);
  noisy.kill("SIGKILL");
  quiet.close();
  const at = (share: number) => Number(quantileOf(times, share).toFixed(2));
  const ms = { "p50 ms": at(0.5), "p99 ms": at(0.99), "max ms": at(1) };
  return { noise: name, requests: times.length, ...ms, "RSS MiB": memoryMiB, "SIGTERM ms": endMs };
}

type Result = Awaited<ReturnType<typeof measure>>;

/** Returns the median of each figure, but the most of the longest times. */
function medianOf(measured: readonly Result[]): Result {
  const median = (figure: keyof Result) => {
    const values = measured.map((result) => result[figure]);
    const share = figure === "max ms" ? 1 : 0.5;
    return values.every((value) => typeof value === "number") ? quantileOf(values, share) : "killed";
  };
  const [{ noise, ...figures }] = measured as [Result];
  const names = Object.keys(figures) as (keyof typeof figures)[];
  return { noise, ...Object.fromEntries(names.map((figure) => [figure, median(figure)])) } as Result;
}

/** Most times as long as without a noise that p99 may be, and its limit. */
const MOST = 2;
const LIMIT_MS = 100;

function findings(results: readonly Result[]) {
  const isAlone = ({ noise }: Result) => noise.startsWith("none");
  const isBare = ({ noise }: Result) => noises[noise]?.isBare === true;
  const boundOf = (name: string) => {
    const bare = results.find((result) => isBare(result) && result.noise.startsWith(name));
    return bare ? ` (bare Node: ${bare["p99 ms"]} ms)` : "";
  };
  const aloneBeside = (name: string) =>
    results.find((result) => isAlone(result) && noises[result.noise]?.doors === noises[name]?.doors)?.["p99 ms"] ??
    Number.NaN;
  const columns = Object.keys(results[0] ?? {}) as (keyof Result)[];
  const goals = results
    .filter((result) => !isAlone(result) && !isBare(result))
    .flatMap(({ noise, "p99 ms": p99 }) => {
      const alone = aloneBeside(noise);
      return [
        {
          goal: `${noise}: p99 at most doubles`,
          measured: `${alone} → ${p99} ms${boundOf(noise)}`,
          isMet: p99 <= MOST * alone,
        },
        { goal: `${noise}: p99 at most ${LIMIT_MS} ms`, measured: `${p99} ms`, isMet: p99 <= LIMIT_MS },
      ];
    });
  const rows = results.map((result) => columns.map((column) => result[column]));
  return { tables: [{ title: `Medians of ${rounds} times ${seconds} s beside each noise`, columns, rows }], goals };
}

const load = loadNow();
pin(process.pid, CLIENT_CORE);
runFirst(process.pid);
try {
  const measured: Result[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const name of options.noise ?? Object.keys(noises)) measured.push(await measure(name));
  }
  const results = [...Map.groupBy(measured, ({ noise }) => noise).values()].map(medianOf);
  if (options.json) process.stdout.write(`${JSON.stringify({ seconds, rounds, results }, null, 2)}\n`);
  else console.table(results);
  if (options.report) report("neighbors", findings(results), load, ["qemu-system-x86"]);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
