/** Runs one program of a stage in the foreground, with the repository's own tools first on its path. */
import { spawn } from "node:child_process";
import { delimiter, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../../..");

/** With CI=true tools write colours into files too. */
const PLAIN = process.stdout.isTTY ? {} : { NO_COLOR: "1" };

/** Far more than any stage takes. A stage that hangs fails at this limit, and the next one starts. */
const STAGE_LIMIT_MS = 60 * 60_000;
const LIKELY_CAUSE = "if its tests are done, one left a process behind that holds their output open";

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Only the program's standard error is shown. */
  readonly quiet?: boolean;
}

/** Resolves with the exit code, or with the signal's name when one ended it. Rejects for a missing program. */
export function runProgram(
  program: string,
  args: readonly string[],
  { env = {}, quiet = false }: RunOptions = {},
): Promise<number | NodeJS.Signals> {
  const path = [resolve(ROOT, "node_modules/.bin"), process.env["PATH"]].join(delimiter);
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...PLAIN, PATH: path, ...env },
    stdio: ["ignore", quiet ? "ignore" : "inherit", "inherit"],
    timeout: STAGE_LIMIT_MS,
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (child.killed) console.error(`${program} was ended after ${STAGE_LIMIT_MS / 60_000} minutes: ${LIKELY_CAUSE}`);
      resolve(code ?? signal ?? 1);
    });
  });
}
