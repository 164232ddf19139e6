/** A clean end at a signal: no QEMU and no temporary file is left. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Exits at a signal, as QEMUs are killed only when this process exits. All their temporary files are in one folder, which
 * is removed then.
 */
export function endProcessesOnSignals(): void {
  const folder = mkdtempSync(join(tmpdir(), "extern-bmc-lab-"));
  process.env["TMPDIR"] = folder;
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
  process.once("SIGHUP", () => process.exit(129));
}

/**
 * Exits when standard input ends. A daemon that starts a lab holds the other end, which the kernel closes when the daemon
 * ends, however it ends.
 */
export function endWithStandardInput(): void {
  process.stdin.once("end", () => process.exit(143)).resume();
  // A run that is over need not wait for that end.
  process.stdin.unref();
}
