/** How a QEMU of ours ended, in words, and what that means. */
import type { QemuEnd } from "./qemu-child.ts";

/** What QEMU told of it, if it did. */
export interface Shutdown {
  /** "guest-shutdown", "guest-panic", "host-signal". */
  readonly reason?: string | undefined;
  readonly guest?: boolean | undefined;
}

export function endInWords({ exitCode, signal }: QemuEnd, shutdown: Shutdown | undefined): string {
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  return shutdown?.reason === undefined ? `QEMU ${how}` : `QEMU ${how} (${shutdown.reason})`;
}

/** Whether somebody may want to know who sees no more than that all went well. */
export function isUnexpected(shutdown: Shutdown | undefined): boolean {
  return shutdown?.reason !== undefined && !EXPECTED.has(shutdown.reason);
}

const EXPECTED: ReadonlySet<string> = new Set(["guest-shutdown", "guest-reset", "host-qmp-quit", "host-ui"]);
