/** A file with our process id, which exists while we serve. */
import { readFileSync, rmSync, type Stats, statSync, writeFileSync } from "node:fs";
import { UsageError } from "./errors.ts";

/** Writes the file and returns a function that removes it. @throws UsageError when it cannot be written, or belongs to a running process */
export function writePidFile(file: string): () => void {
  const refuse = (reason: string) => new UsageError(`--pid ${file}: ${reason}`);
  // We would remove a pipe or a device at exit.
  if (statOf(file)?.isFile() === false) throw refuse("expected a regular file, or none yet");
  const owner = ownerOf(file);
  if (owner !== undefined) {
    throw refuse(`process ${owner} runs, and this file is its own; if it is another program, remove the file`);
  }
  try {
    writeFileSync(file, `${process.pid}\n`);
  } catch (error) {
    throw refuse(`cannot be written: ${error instanceof Error ? error.message : error}`);
  }
  return () => rmSync(file, { force: true });
}

function ownerOf(file: string): number | undefined {
  const pid = Number(/^(\d+)\s*$/.exec(textOf(file))?.[1]);
  // For kill, 0 and negative numbers mean process groups.
  return pid > 0 && pid !== process.pid && isRunning(pid) ? pid : undefined;
}

/** Returns undefined also where the file cannot be seen: writing it then says why. */
function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process runs, as another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
