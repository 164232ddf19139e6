/** Processes of a container without a process namespace: this machine lists them as its own. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Returns the newest descendant of `ancestor` with this executable; undefined if none exists. */
export function findDescendant(ancestor: number, executable: string): number | undefined {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const parent = field(Number(name), "PPid");
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const descends = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === ancestor || descends(parent));
  };
  return [...parents.keys()].findLast((pid) => descends(pid) && executableOf(pid)?.endsWith(`/${executable}`));
}

/** Returns the effective user of a process. */
export function userOf(pid: number): number | undefined {
  return field(pid, "Uid");
}

export function isRunning(pid: number): boolean {
  return field(pid, "PPid") !== undefined;
}

function field(pid: number, name: "PPid" | "Uid"): number | undefined {
  if (!Number.isInteger(pid)) return undefined;
  try {
    const value = new RegExp(`^${name}:\\t(?:\\d+\\t)?(\\d+)`, "m").exec(
      readFileSync(`/proc/${pid}/status`, "latin1"),
    )?.[1];
    return value === undefined ? undefined : Number(value);
  } catch {
    return undefined;
  }
}

/** Returns the executable's name; undefined if the process has ended since it was listed. */
function executableOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}
