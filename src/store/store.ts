/** The state directory, with one file per machine. */
import { copyFileSync, existsSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Bmc } from "../bmc/bmc.ts";
import type { Clock } from "../clock.ts";
import { DamagedError, StateError } from "./errors.ts";
import { MachineStore } from "./machine-store.ts";
import { Rows } from "./rows.ts";
import { type Durability, openStateFile } from "./state-file.ts";
import { droppedChanges } from "./write-ahead-log.ts";

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
      return new MachineStore(new Rows(db, placeCheck(path)), controllers, clock, log.child({ file: path }), () =>
        db.close(),
      );
    } catch (error) {
      db.close();
      throw error;
    }
  };
  const dropped = droppedChanges(path);
  if (dropped !== undefined) {
    const aside = copyAside(path);
    log.error(
      { aside },
      `${path} has lost changes: ${dropped}; a copy is ${aside}, and the machine goes on with the rest`,
    );
  }
  try {
    return open();
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    const aside = setAside(path);
    log.error({ err: error, aside }, `${path} is damaged: it is now ${aside}, and the machine starts as configured`);
    return open();
  }
}

/** A function that throws if another file, or none, has the name that `path` has now. */
function placeCheck(path: string): () => void {
  const { ino, dev } = statSync(path);
  return () => {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there?.ino === ino && there.dev === dev) return;
    throw new StateError(
      `${path} was ${there ? "replaced" : "removed"} while in use; put it back, or restart the daemon`,
    );
  };
}

/** The file and SQLite's companion files, which belong together under any name. */
const SUFFIXES = ["", "-wal", "-shm", "-journal"];

function setAside(path: string): string {
  const aside = nameAside(path);
  for (const suffix of SUFFIXES) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  return aside;
}

function copyAside(path: string): string {
  const aside = nameAside(path);
  for (const suffix of SUFFIXES) if (existsSync(path + suffix)) copyFileSync(path + suffix, aside + suffix);
  return aside;
}

/** A name that no other damaged file has. */
function nameAside(path: string): string {
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
  const isFree = (name: string) => SUFFIXES.every((suffix) => !existsSync(name + suffix));
  for (let number = 2, name = aside; ; name = `${aside}-${number++}`) if (isFree(name)) return name;
}
