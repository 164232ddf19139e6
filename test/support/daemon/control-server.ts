/** A control socket in this process, on machines without a QEMU. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import type { ControlledDaemon } from "../../../src/control/handler.ts";
import { type ControlServer, openControl } from "../../../src/control/server.ts";
import { Followers } from "../../../src/daemon/live-set.ts";
import type { Machine } from "../../../src/machine.ts";
import { machine } from "../machine/machine.ts";

/** A directory that is gone after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-control-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A daemon with these machines, on arbitrary doors. `more`: its other settings. */
export function controlledDaemon(
  machines: readonly Machine[] = [machine()],
  more: Partial<ControlledDaemon> = {},
): ControlledDaemon {
  const followers = new Followers<Machine>();
  for (const each of machines) followers.came(each);
  const follow = followers.follow.bind(followers);
  return {
    ...{ addresses: ["unix:/run/bmc.sock"], machines, addressesOf: () => [], failures: new Map(), follow },
    ...more,
  };
}

/** Closed after the test. */
export async function controlServer(...given: Parameters<typeof controlledDaemon>): Promise<ControlServer> {
  const path = join(temporaryDirectory(), "control.sock");
  const server = await openControl(controlledDaemon(...given), path, pino({ level: "silent" }));
  onTestFinished(() => server.close());
  return server;
}
