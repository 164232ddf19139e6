/** A file with our process id, for as long as we serve. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { UsageError } from "./usage-error.ts";

/** Gives what removes it. @throws UsageError when it cannot be made, or is that of a process which runs */
export function writePidFile(file: string): () => void {
  const owner = ownerOf(file);
  if (owner !== undefined) throw new UsageError(`--pid ${file}: process ${owner} runs, and this file is its own`);
  try {
    writeFileSync(file, `${process.pid}\n`);
  } catch (error) {
    throw new UsageError(`--pid ${file}: ${error instanceof Error ? error.message : error}`);
  }
  return () => rmSync(file, { force: true });
}

function ownerOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    process.kill(pid, 0);
    return pid === process.pid ? undefined : pid;
  } catch {
    return undefined;
  }
}
