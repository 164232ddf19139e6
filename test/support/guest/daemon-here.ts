/** A daemon in the test's own process, so that a test can play the machine's hardware on its BMC. */
import { pino } from "pino";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { type Daemon, startDaemon } from "../../../src/daemon/daemon.ts";
import type { Machine } from "../../../src/machine.ts";

export interface DaemonHere extends Daemon, AsyncDisposable {
  readonly machine: Machine;
}

/** On a free TCP port, with these settings of the configuration file. */
export async function startDaemonHere(settings: Readonly<Record<string, unknown>>): Promise<DaemonHere> {
  const config = configSchema.parse({ listen: ["tcp:127.0.0.1:0"], ...settings });
  const daemon = await startDaemon({ ...config, machines: [config] }, pino({ level: "silent" }));
  const [machine] = daemon.machines;
  if (!machine) throw new Error("a daemon without a machine");
  return Object.assign(daemon, { machine, [Symbol.asyncDispose]: () => daemon.stop() });
}
