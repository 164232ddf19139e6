/** A command of the user's own, run for a machine. It outlives the daemon. */
import { spawn } from "node:child_process";
import type { Logger } from "pino";

/** `line` is for /bin/sh; EXTERN_BMC_MACHINE is the machine's name there. What becomes of it goes to the log. */
export function runCommand(line: string, machine: string, log: Logger): void {
  const env = { ...process.env, EXTERN_BMC_MACHINE: machine };
  const child = spawn("/bin/sh", ["-c", line], { env, stdio: "ignore", detached: true });
  log.info({ command: line, pid: child.pid }, "started");
  child.on("error", (err) => log.error({ command: line, err }, "could not be started"));
  child.on("exit", (code, signal) => {
    if (code !== 0) log.error({ command: line, code, signal }, "ended with a failure");
  });
  child.unref();
}
