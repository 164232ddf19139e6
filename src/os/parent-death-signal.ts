/** Programs that the kernel ends with this process, however it ends (prctl(2), PR_SET_PDEATHSIG). */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";

const SETPRIV = "setpriv";

/**
 * Returns the command line that starts a program with a signal for the moment at which this process ends. The program keeps
 * the process id of the child. Without setpriv of util-linux it starts without that signal; so does a path at which there is no
 * program, for which `spawn` then gives the reason.
 *
 * The signal is tied to the thread that starts the program: use the main thread.
 */
export function withParentDeathSignal(
  signal: "KILL" | "TERM",
  program: string,
  args: readonly string[],
): [program: string, args: readonly string[]] {
  return mayRun(program) && hasSetpriv() ? [SETPRIV, ["--pdeathsig", signal, "--", program, ...args]] : [program, args];
}

let isThere: boolean | undefined;

/** Asks once. The setpriv of BusyBox has no such option. */
function hasSetpriv(): boolean {
  isThere ??= spawnSync(SETPRIV, ["--pdeathsig", "KILL", "--", "true"], { stdio: "ignore" }).status === 0;
  return isThere;
}

function mayRun(program: string): boolean {
  if (!program.includes("/")) return true;
  try {
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
