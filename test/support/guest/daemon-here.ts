/** A daemon in the test's own process, so that a test can do to its BMC what happens in a machine's hardware. */
import { pino } from "pino";
import { configSchema } from "../../../src/config/schema.ts";
import { type Daemon, startDaemon } from "../../../src/daemon.ts";

export interface DaemonHere extends Daemon, AsyncDisposable {}

/** On a free TCP port, with these settings of the configuration file. */
export async function startDaemonHere(settings: Readonly<Record<string, unknown>>): Promise<DaemonHere> {
  const config = configSchema.parse({ listen: ["tcp:127.0.0.1:0"], ...settings });
  const daemon = await startDaemon(config, pino({ level: "silent" }));
  return { ...daemon, [Symbol.asyncDispose]: () => daemon.stop() };
}
