/** The state directory, with one file per machine. */
import { join } from "node:path";
import type { Logger } from "pino";
import type { Bmc } from "../bmc/bmc.ts";
import type { Clock } from "../clock.ts";
import { setAside } from "./aside.ts";
import { DamagedError } from "./errors.ts";
import { MachineStore } from "./machine-store.ts";
import { lossLog, type OpenedRows, openRows, openUnchecked } from "./open-rows.ts";
import type { Durability } from "./state-file.ts";

export interface StateOptions {
  readonly directory: string;
  readonly durability: Durability;
}

export function stateFileOf(directory: string, machine: string): string {
  return join(directory, `${machine}.sqlite`);
}

/**
 * Opens a machine's file, applies its state to the controllers, and stores their changes from now on. A damaged file is
 * renamed, and a new one created.
 * @throws StateError if the file is in use or cannot be used
 */
export function openStore(
  { directory, durability }: StateOptions,
  machine: string,
  controllers: ReadonlyMap<number, Bmc>,
  clock: Clock,
  log: Logger,
): MachineStore {
  const path = stateFileOf(directory, machine);
  const storeOf = ({ rows, close }: OpenedRows) => {
    try {
      return new MachineStore(rows, controllers, clock, log.child({ file: path }), close);
    } catch (error) {
      close();
      throw error;
    }
  };
  try {
    return storeOf(openRows(path, durability, lossLog(log)));
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    const aside = setAside(path);
    log.error({ err: error, aside }, `${path} is damaged: it is now ${aside}, and the machine starts as configured`);
    return storeOf(openUnchecked(path, durability, lossLog(log)));
  }
}
