/** A process that answers each line of JSON with a line. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface LineProcess {
  readonly child: ChildProcess;
  /** Writes a line of JSON and returns the process's next line. Rejects when the process ends. */
  ask(value: unknown): Promise<string>;
}

/** Starts a script of this folder. */
export function startLines(script: string): LineProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, script)], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface(child.stdout);
  const ended = once(child, "exit").then(([code]) => Promise.reject(new Error(`${script} ended with ${code}`)));
  ended.catch(() => {});
  return {
    child,
    async ask(value) {
      const answer = once(lines, "line");
      child.stdin.write(`${JSON.stringify(value)}\n`);
      const [line] = await Promise.race([answer, ended]);
      return String(line);
    },
  };
}
