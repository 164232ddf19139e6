/** Loss of commits that were answered, found at start by the counter beside the state file, or without it by the log. */
import { statSync } from "node:fs";
import { counterPathOf } from "./commit-counter.ts";
import { droppedCommits, logPathOf } from "./write-ahead-log.ts";

/** Describes the loss of a whole file, which SQLite would answer by deleting the log too; undefined if it is there. */
export function lossOfFile(path: string, counted: number | undefined): string | undefined {
  if (sizeOf(path) > 0) return undefined;
  const log = logPathOf(path);
  const logSize = sizeOf(log);
  if (logSize === 0 && !counted) return undefined;
  const count = counted ? `its ${counted} commits` : "commits";
  return `${count}: the file is missing or empty${logSize > 0 ? `, and its log ${log} has ${logSize} bytes` : ""}`;
}

/** Describes the loss of the last commits of a file whose own last commit is `number`; undefined if it has all. */
export function lossOfCommits(path: string, counted: number | undefined, number: number): string | undefined {
  const log = logPathOf(path);
  if (counted === undefined || Number.isNaN(counted)) {
    const { commits, hasIntact } = droppedCommits(path);
    return hasIntact ? `${commits} of its commits: its log ${log} is damaged` : undefined;
  }
  if (number >= counted) return undefined;
  const cause =
    droppedCommits(path).commits > 0
      ? `its log ${log} is damaged`
      : `its log ${log} was cut or deleted, or the file is an older copy`;
  return `${counted - number} of its ${counted} commits: ${cause}`;
}

/** Tells why lost commits cannot be counted; undefined if they can, or if there is nothing to lose yet. */
export function uncounted(path: string, counted: number | undefined, number: number): string | undefined {
  const isDamaged = Number.isNaN(counted);
  // A kill between the first commit and its counter leaves no counter.
  if (!isDamaged && (counted !== undefined || number <= 1)) return undefined;
  return `${counterPathOf(path)} is ${isDamaged ? "unreadable" : "missing"}: whether ${path} has all commits is not known`;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
