/** The state directory, with one file per machine. */
import { join } from "node:path";
import type { Logger } from "pino";
import type { Bmc } from "../bmc/bmc.ts";
import type { Clock } from "../clock.ts";
import type { Steps } from "../turns/slices.ts";
import { setAside } from "./aside.ts";
import { DamagedError } from "./errors.ts";
import { MachineStore } from "./machine-store.ts";
import { lossLog, type OpenedRows, openRows, openUnchecked } from "./open-rows.ts";
import type { Durability } from "./state-file.ts";
import { readState, StoredLists, type StoredState } from "./stored-state.ts";

export interface StateOptions {
  readonly directory: string;
  readonly durability: Durability;
}

export function stateFileOf(directory: string, machine: string): string {
  return join(directory, `${machine}.sqlite`);
}

/** A machine's open file and what was read from it. */
export interface OpenState {
  /** Applies the state to the controllers, and stores their changes from now on. @throws StateError */
  applyTo(controllers: ReadonlyMap<number, Bmc>, clock: Clock): MachineStore;
  /** Closes the file unless controllers have taken the state. */
  close(): void;
}

/**
 * Opens a machine's file and reads it. A damaged file is renamed, and a new one created.
 * @throws StateError if the file is in use or cannot be used
 */
export function* openState({ directory, durability }: StateOptions, machine: string, log: Logger): Steps<OpenState> {
  const path = stateFileOf(directory, machine);
  const anew = (error: unknown) => {
    if (!(error instanceof DamagedError)) throw error;
    const aside = setAside(path);
    log.error({ err: error, aside }, `${path} is damaged: it is now ${aside}, and the machine starts as configured`);
    return openUnchecked(path, durability, lossLog(log));
  };
  let opened: OpenedRows | undefined;
  let state = NOTHING;
  try {
    opened = openRows(path, durability, lossLog(log));
    yield;
    state = yield* readState(opened.rows);
  } catch (error) {
    opened?.close();
    opened = anew(error);
  }
  const from = opened;
  let isTaken = false;
  return {
    applyTo(controllers, clock) {
      const storeOf = ({ rows, close }: OpenedRows, stored: StoredState) => {
        try {
          return new MachineStore(rows, stored, controllers, clock, log.child({ file: path }), close);
        } catch (error) {
          close();
          throw error;
        }
      };
      isTaken = true;
      try {
        return storeOf(from, state);
      } catch (error) {
        return storeOf(anew(error), NOTHING);
      }
    },
    close: () => void (isTaken || from.close()),
  };
}

const NOTHING: StoredState = { values: [], lists: new StoredLists() };
