/** Text for the end of a QEMU that we ran, and whether that end is a failure. */
import type { QemuEnd } from "./qemu-child.ts";

/** The shutdown event that QEMU sent over QMP. */
export interface Shutdown {
  /** "guest-shutdown", "guest-panic", "host-signal". */
  readonly reason?: string | undefined;
  readonly guest?: boolean | undefined;
}

export function endInWords({ exitCode, signal }: QemuEnd, shutdown: Shutdown | undefined): string {
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  return shutdown?.reason === undefined ? `QEMU ${how}` : `QEMU ${how} (${shutdown.reason})`;
}

/** Whether the end deserves a warning even though the exit code is 0. */
export function isUnexpected(shutdown: Shutdown | undefined): boolean {
  return shutdown?.reason !== undefined && !EXPECTED.has(shutdown.reason);
}

const EXPECTED: ReadonlySet<string> = new Set(["guest-shutdown", "guest-reset", "host-qmp-quit", "host-ui"]);
