/** A file with our process id, which exists while we serve. */
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { UsageError } from "./errors.ts";

/** Writes the file and returns a function that removes it. @throws UsageError when it cannot be written, or belongs to a running process */
export function writePidFile(file: string): () => void {
  const refuse = (reason: string) => new UsageError(`--pid ${file}: ${reason}`);
  // Reading a pipe or a device may never end, and we would remove it at exit.
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) throw refuse("expected a file");
  const owner = ownerOf(file);
  if (owner !== undefined) {
    throw refuse(`process ${owner} runs, and this file is its own; if it is another program, remove the file`);
  }
  try {
    writeFileSync(file, `${process.pid}\n`);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
  return () => rmSync(file, { force: true });
}

function ownerOf(file: string): number | undefined {
  const pid = Number(/^(\d+)\s*$/.exec(textOf(file))?.[1]);
  // For kill, 0 and negative numbers mean process groups.
  return pid > 0 && pid !== process.pid && isRunning(pid) ? pid : undefined;
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
