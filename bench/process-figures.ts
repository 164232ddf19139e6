/** Memory and processor time of a process, from /proc. */
import { readFileSync } from "node:fs";

/** Returns the resident memory, and the part of it that no other process shares, in KiB. */
export function memoryOf(pid: number) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const kib = (key: string) => Number(new RegExp(`^${key}: +(\\d+) kB`, "m").exec(text)?.[1] ?? Number.NaN);
  return { rss: kib("Rss"), own: kib("Private_Clean") + kib("Private_Dirty") };
}

/** Length of a clock tick of /proc/PID/stat: USER_HZ is 100 on every architecture that Node runs on. */
const TICK_MS = 10;

/** Returns the processor time so far, in milliseconds. */
export function cpuMs(pid: number): number {
  const [, fields = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
  const [user = 0, system = 0] = fields.split(" ").slice(11, 13).map(Number);
  return (user + system) * TICK_MS;
}
