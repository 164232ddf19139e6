/** The process that has locked a file, from Linux's /proc, for error messages. */
import { readFileSync, statSync } from "node:fs";

/** Returns its process id; undefined if it cannot be found (another system, another PID namespace). */
export function lockHolder(path: string): number | undefined {
  try {
    const inode = `:${statSync(path).ino}`;
    const line = readFileSync("/proc/locks", "utf8")
      .split("\n")
      .find((each) => each.includes(" WRITE ") && each.split(/\s+/)[5]?.endsWith(inode));
    return Number(line?.split(/\s+/)[4]) || undefined;
  } catch {
    return undefined;
  }
}
