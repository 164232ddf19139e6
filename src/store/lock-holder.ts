/** Who has locked a file, as Linux tells it: for a message to a person. */
import { readFileSync, statSync } from "node:fs";

/** Its process id; undefined where that cannot be known (another system, another PID namespace). */
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
