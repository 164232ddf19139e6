/** Runs a user's shell command for a machine. The command outlives the daemon. */
import { spawn } from "node:child_process";
import type { Logger } from "pino";
import { MACHINE_VARIABLE } from "../config/reading/override.ts";

/** Runs `line` with /bin/sh, with the machine's name in EXTERN_BMC_MACHINE. Start and failure go to the log. */
export function runCommand(line: string, machine: string, log: Logger): void {
  const env = { ...process.env, [MACHINE_VARIABLE]: machine };
  const child = spawn("/bin/sh", ["-c", line], { env, stdio: "ignore", detached: true });
  log.info({ command: line, pid: child.pid }, "the command was started");
  child.on("error", (err) => log.error({ command: line, err }, "the command could not be started"));
  child.on("exit", (code, signal) => {
    if (code !== 0) log.error({ command: line, code, signal }, "the command failed");
  });
  child.unref();
}
