/** The command line as its users start it: one process, run to its end. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ENTRY } from "./entry.ts";

export interface CliResult {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Cache of compiled code for all runs of a suite; it halves the time of each run. */
const COMPILE_CACHE = fileURLToPath(new URL("../../../node_modules/.cache/extern-bmc", import.meta.url));
/** A command that should have ended long ago, and serves instead, is killed: its code is then null. */
const TIMEOUT_MS = 300_000;

export function runCli(args: readonly string[], { cwd, env }: CliOptions = {}): Promise<CliResult> {
  return new Promise((resolve) => {
    const options = {
      cwd,
      env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env, ...env },
      timeout: TIMEOUT_MS,
      killSignal: "SIGKILL" as const,
    };
    execFile(process.execPath, [ENTRY, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout, stderr });
    });
  });
}
