/** Cores that processes are pinned to, so that the scheduler does not choose what a benchmark measures. */
import { execFileSync } from "node:child_process";

/** Cores that this process may use. */
export const CORES: readonly number[] = coresOf(process.pid);

/** The core of every server; the last one, because interrupts are mostly served on the first. */
export const SERVER_CORE = CORES.at(-1) ?? 0;

/** Where the client runs. A machine with one core has one placement only. */
export const PLACEMENTS = [
  { name: "same core", clientCore: SERVER_CORE },
  ...CORES.filter((core) => core !== SERVER_CORE)
    .slice(0, 1)
    .map((clientCore) => ({ name: "two cores", clientCore })),
] as const satisfies readonly { readonly name: string; readonly clientCore: number }[];

/** Pins a process with all its threads; later threads and children inherit it. */
export function pin(pid: number, core: number): void {
  execFileSync("taskset", ["--all-tasks", "--cpu-list", "--pid", `${core}`, `${pid}`], { stdio: "ignore" });
}

/** Pins the main thread of a process only: V8's threads, which collect its garbage, may run beside it as they do for users. */
export function pinMainThread(pid: number, core: number): void {
  execFileSync("taskset", ["--cpu-list", "--pid", `${core}`, `${pid}`], { stdio: "ignore" });
}

/**
 * Lets a process's main thread run before all others of its core (SCHED_FIFO), so that a client on a busy core measures the
 * server's delay and not its own. Children do not inherit it. @throws Error unless the user may do that, as root may
 */
export function runFirst(pid: number): void {
  execFileSync("chrt", ["--reset-on-fork", "--fifo", "--pid", "1", `${pid}`], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** A program and its arguments that run another program on all cores, whatever core this process is pinned to. */
export function onAllCores(): readonly string[] {
  return ["taskset", "--cpu-list", CORES.join(",")];
}

function coresOf(pid: number): number[] {
  const text = execFileSync("taskset", ["--cpu-list", "--pid", `${pid}`], { encoding: "utf8" });
  const ranges = (text.split(":").at(-1) ?? "").trim().split(",");
  return ranges.flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  });
}
