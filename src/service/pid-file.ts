/** A file with our process id, for as long as we serve. */
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { UsageError } from "./errors.ts";

/** Gives what removes it. @throws UsageError when it cannot be made, or is that of a process which runs */
export function writePidFile(file: string): () => void {
  const refuse = (reason: string) => new UsageError(`--pid ${file}: ${reason}`);
  // What is there would be read to its end, and removed in ours.
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
  // Of 0 and of nothing kill thinks of whole groups.
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
    // Another user's process runs all the same.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
