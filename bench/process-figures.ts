/** Memory and processor time of a process, from /proc. */
import { readdirSync, readFileSync } from "node:fs";

/** Returns the resident memory, and the part of it that no other process shares, in KiB. */
export function memoryOf(pid: number) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const kib = (key: string) => Number(new RegExp(`^${key}: +(\\d+) kB`, "m").exec(text)?.[1] ?? Number.NaN);
  return { rss: kib("Rss"), own: kib("Private_Clean") + kib("Private_Dirty") };
}

/** Returns the processor time so far of all threads that live, in milliseconds. */
export function cpuMs(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const ns = tasks.map((task) => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]));
  return ns.reduce((sum, each) => sum + each, 0) / 1e6;
}

/** Returns the same with threads that have ended, in steps of 10 ms. */
export function cpuMsWithEnded(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // Fields 14 and 15, utime and stime; the name of field 2 is in parentheses and may have spaces.
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13)
    .map(Number);
  return 10 * (user + system);
}

/** Returns the figure of each process that still runs. */
export function figuresOfRunning<T>(pids: readonly number[], of: (pid: number) => T): ReadonlyMap<number, T> {
  const figures = new Map<number, T>();
  for (const pid of pids) {
    try {
      figures.set(pid, of(pid));
    } catch (error) {
      // ESRCH: it has ended, but its parent does not know yet.
      if (!["ENOENT", "ESRCH"].includes(String((error as NodeJS.ErrnoException).code))) throw error;
    }
  }
  return figures;
}
