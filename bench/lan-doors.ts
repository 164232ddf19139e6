/** Many machines with LAN doors in one daemon: their start, their memory, and how long ipmipower takes to poll them. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { SERVER_CORE } from "./cores.ts";
import { installPackage, startNode } from "./installed-package.ts";
import { ADMIN } from "./lan-servers.ts";
import { memoryOf } from "./process-figures.ts";
import type { Table } from "./report.ts";

const run = promisify(execFile);
/** Time after which a daemon has loaded its late modules and collected the garbage of its start. */
const SETTLE_MS = 12_000;
const FIRST_PORT = 20_000;
/** ipmipower, at its default, asks 64 hosts at a time. */
const FANOUT = 64;

/** Measures a daemon with one machine and one with `doors`. */
export async function measureDoors(doors: number): Promise<Table> {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-bench-"));
  try {
    const entry = installPackage(directory);
    const one = await measured(entry, directory, 1);
    const many = await measured(entry, directory, doors);
    const each = (key: "idleKib" | "polledKib") => Math.round((many[key] - one[key]) / (doors - 1));
    return {
      title: `${doors} LAN doors in one daemon; memory is without that of a daemon with one`,
      columns: ["start ms", "idle KiB each", "KiB each, polled", "ipmipower LAN_2_0 ms", "of them on"],
      rows: [[Math.round(many.startMs), each("idleKib"), each("polledKib"), Math.round(many.pollMs), many.on]],
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measured(entry: string, directory: string, doors: number) {
  const config = join(directory, "bmc.yaml");
  const name = `vm[000-${String(doors - 1).padStart(3, "0")}]`;
  const machines = [{ name, listen: [], lan: { listen: `udp:127.0.0.1:{${FIRST_PORT} + index}` } }];
  const control = { socket: "off" };
  writeFileSync(config, JSON.stringify({ control, log: { level: "warn" }, users: { accounts: [ADMIN] }, machines }));
  const startedMs = performance.now();
  const under = ["taskset", "--cpu-list", `${SERVER_CORE}`];
  const env = { NODE_COMPILE_CACHE: join(directory, "cache") };
  const { pid, stop } = await startNode([entry, "serve", "--config", config], env, under);
  const startMs = performance.now() - startedMs;
  try {
    await sleep(SETTLE_MS);
    const idleKib = memoryOf(pid).own;
    const { pollMs, on } = await poll(doors);
    await sleep(SETTLE_MS);
    return { startMs, idleKib, polledKib: memoryOf(pid).own, pollMs, on };
  } finally {
    await stop();
  }
}

/** Asks the power status of all machines with one ipmipower, each in a session. */
async function poll(doors: number): Promise<{ readonly pollMs: number; readonly on: number }> {
  const hosts = Array.from({ length: doors }, (_, n) => `127.0.0.1:${FIRST_PORT + n}`).join(",");
  const user = ["-u", ADMIN.name, "-p", ADMIN.password];
  const startMs = performance.now();
  const { stdout } = await run("ipmipower", ["-D", "LAN_2_0", ...user, "-F", `${FANOUT}`, "-h", hosts, "--stat"], {
    env: { PATH: `${process.env["PATH"]}:/usr/sbin` },
  });
  return { pollMs: performance.now() - startMs, on: stdout.match(/: on$/gm)?.length ?? 0 };
}
