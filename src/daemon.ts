/** Builds the machine a configuration describes, opens its doors, and takes all down again. */
import type { Logger } from "pino";
import { loadCommandModules } from "./command-modules.ts";
import type { Config } from "./config/schema.ts";
import { Machine } from "./machine.ts";
import { type Door, openDoor } from "./transport/door.ts";

export interface Daemon {
  /** The doors' addresses, port numbers resolved, in the order of the configuration. */
  readonly addresses: readonly string[];
  readonly machines: readonly Machine[];
  stop(): Promise<void>;
}

/**
 * Resolves when every door accepts. If one cannot be opened the others are closed and its error is thrown.
 * @throws ConfigError when a module of commands cannot be used
 */
export async function startDaemon(config: Config, log: Logger): Promise<Daemon> {
  const moduleCommands = await loadCommandModules(config.modules);
  const machine = new Machine({ ...config, moduleCommands }, log.child({ machine: config.name }));
  const doors: Door[] = [];
  const stop = async () => {
    machine.close();
    await Promise.all(doors.map((door) => door.close()));
  };
  try {
    for (const listen of config.listen) {
      const options = config.tls ? { listen, tls: config.tls } : { listen };
      doors.push(await openDoor(options, (connection) => machine.attach(connection), log));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { addresses: doors.map((door) => door.address), machines: [machine], stop };
}
