/** A shell that runs a page's commands with the options of CI runners: the first failure ends it. */
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

/**
 * Whatever it has started and left behind is killed in the end. Standard output is a file, because QEMU drops parts of a
 * guest's console when a pipe is full.
 */
export function runShell(script: string, { cwd, env, timeoutMs = TIMEOUT_MS }: ShellOptions): Promise<ShellResult> {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-shell-"));
  const file = openSync(join(directory, "output"), "a+");
  const child = spawn("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script], {
    ...{ cwd, env: { ...process.env, ...HERE, ...env }, detached: true },
    stdio: ["ignore", file, "pipe"],
  });
  child.stderr?.on("data", (text: Uint8Array) => writeSync(file, text));
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
      const output = readFileSync(join(directory, "output"), "utf8");
      closeSync(file);
      rmSync(directory, { recursive: true });
      resolve({ code: code ?? String(signal), output });
    });
  });
}
