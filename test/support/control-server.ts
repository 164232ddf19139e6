/** A control socket in this process, on machines without a QEMU. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import type { ControlledDaemon } from "../../src/control/handler.ts";
import { type ControlServer, openControl } from "../../src/control/server.ts";
import type { Machine } from "../../src/machine.ts";
import { machine } from "./machine.ts";

/** A directory that is gone after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-control-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Closed after the test. `more`: what a daemon has besides machines. */
export async function controlServer(
  machines: readonly Machine[] = [machine()],
  more: Partial<ControlledDaemon> = {},
): Promise<ControlServer> {
  const path = join(temporaryDirectory(), "control.sock");
  const daemon = { addresses: ["unix:/run/bmc.sock"], machines, addressesOf: () => [], failures: new Map(), ...more };
  const server = await openControl(daemon, path, pino({ level: "silent" }));
  onTestFinished(() => server.close());
  return server;
}
