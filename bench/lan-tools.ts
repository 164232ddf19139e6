/** The time of one run of ipmitool: its start, a log-in, a few requests and the log-out. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ADMIN, type LanServer } from "./lan-servers.ts";
import type { Table } from "./report.ts";
import { quantileOf } from "./stats.ts";

const run = promisify(execFile);
const TIMES = 10;
/** Without a suite, ipmi_sim's answers take ipmitool 10 s. */
const LONG_MS = 3000;

/** Measures `mc info`, with and without a cipher suite on the command line. */
export async function ipmitoolMs(servers: readonly LanServer[]): Promise<Table> {
  const rows: (string | number)[][] = [];
  for (const { name, port } of servers) {
    for (const suite of [undefined, 3]) {
      const chosen = suite === undefined ? [] : ["-C", `${suite}`];
      const ms = await timesOf(["-H", "127.0.0.1", "-p", `${port}`, ...chosen]);
      const at = (share: number) => Math.round(quantileOf(ms, share));
      rows.push([name, suite === undefined ? "chosen by ipmitool" : suite, ms.length, at(0), at(0.5), at(1)]);
    }
  }
  const title = "`ipmitool -I lanplus mc info`, start to end";
  return { title, columns: ["server", "suite", "runs", "least ms", "median ms", "most ms"], rows };
}

async function timesOf(args: readonly string[]): Promise<readonly number[]> {
  const ms: number[] = [];
  while (ms.length < TIMES) {
    const startMs = performance.now();
    await run("ipmitool", ["-I", "lanplus", "-U", ADMIN.name, "-P", ADMIN.password, ...args, "mc", "info"]);
    ms.push(performance.now() - startMs);
    if ((ms.at(-1) ?? 0) > LONG_MS) break;
  }
  return ms;
}
