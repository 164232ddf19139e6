/** A shell that runs a page's commands with the options of CI runners: the first failure ends it. */
import { spawn } from "node:child_process";
import { QEMU_VARIABLE } from "../../../src/config/reading/override.ts";

export interface ShellOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

export interface ShellResult {
  readonly code: number | string;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

const TIMEOUT_MS = 500_000;

/** Pages run the QEMU on the PATH. */
const HERE = { [QEMU_VARIABLE]: undefined };

/** Whatever it has started and left behind is killed in the end. */
export function runShell(script: string, { cwd, env, timeoutMs = TIMEOUT_MS }: ShellOptions): Promise<ShellResult> {
  const child = spawn("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script], {
    ...{ cwd, env: { ...process.env, ...HERE, ...env }, detached: true },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const endGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // Nothing is left of it.
    }
  };
  const late = setTimeout(endGroup, timeoutMs);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", endGroup);
    child.once("close", (code, signal) => {
      clearTimeout(late);
      resolve({ code: code ?? String(signal), output });
    });
  });
}
