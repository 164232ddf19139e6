/** The state directory, with one file per machine. */
import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Bmc } from "../bmc/bmc.ts";
import type { Clock } from "../clock.ts";
import { DamagedError } from "./errors.ts";
import { MachineStore } from "./machine-store.ts";
import { Rows } from "./rows.ts";
import { type Durability, openStateFile } from "./state-file.ts";

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
  const open = () => {
    const db = openStateFile(path, durability);
    try {
      return new MachineStore(new Rows(db), controllers, clock, log, () => db.close());
    } catch (error) {
      db.close();
      throw error;
    }
  };
  try {
    return open();
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    const aside = setAside(path);
    log.error({ err: error, aside }, `${path} is damaged: it is now ${aside}, and the machine starts as configured`);
    return open();
  }
}

/** Renames the file together with SQLite's companion files, so that it can be opened under its new name. */
function setAside(path: string): string {
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
  for (const suffix of ["", "-wal", "-shm", "-journal"]) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}
