/** Machines with a state directory of their own, for as long as a test takes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Logger, pino } from "pino";
import { onTestFinished } from "vitest";
import type { PlatformEvent } from "../../../src/bmc/platform-event.ts";
import { ManualClock } from "../../../src/clock.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { Machine, type MachineOptions } from "../../../src/machine.ts";
import { CommitCounter } from "../../../src/store/commit-counter.ts";
import { MachineStore } from "../../../src/store/machine-store.ts";
import { commitNumberOf, Rows } from "../../../src/store/rows.ts";
import { openStateFile } from "../../../src/store/state-file.ts";
import { openState, stateFileOf } from "../../../src/store/store.ts";
import { readState } from "../../../src/store/stored-state.ts";
import { inOneTurn } from "../../../src/turns/slices.ts";
import { hex } from "../bytes/hex.ts";

/** A temperature that can cross its upper critical threshold. */
export const TOO_HOT: PlatformEvent = {
  generatorId: 0x0020,
  evmRevision: 0x04,
  sensorType: 0x01,
  sensorNumber: 0x30,
  event: { deassertion: false, type: 0x01 },
  data: hex("59 5b 5a"),
};

export type Settings = Readonly<Record<string, unknown>>;

/** Removed when the test is over. */
export function stateDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-state-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export interface KeptMachine {
  readonly machine: Machine;
  readonly clock: ManualClock;
  /** Lines of the log so far. */
  log(): readonly Readonly<Record<string, unknown>>[];
}

/** A machine named bmc that keeps its state there; the test's end closes it. */
export function keptMachine(directory: string, settings: Settings = {}, clock = new ManualClock()): KeptMachine {
  return made(settings, clock, (log) => {
    return inOneTurn(openState({ directory, durability: "process" }, "bmc", log)).applyTo;
  });
}

/** The same, and its database, to make it fail. */
export function fillableMachine(directory: string, settings: Settings = {}) {
  const path = stateFileOf(directory, "bmc");
  const database = openStateFile(path, "process");
  const commits = { number: commitNumberOf(database), counter: new CommitCounter(path) };
  const kept = made(settings, new ManualClock(), (log) => (controllers, time) => {
    const rows = new Rows(database, { commits });
    return new MachineStore(rows, inOneTurn(readState(rows)), controllers, time, log, () => {
      commits.counter.close();
      database.close();
    });
  });
  return { ...kept, database };
}

type Open = NonNullable<MachineOptions["openStore"]>;

function made(settings: Settings, clock: ManualClock, openStoreWith: (log: Logger) => Open): KeptMachine {
  const lines: string[] = [];
  const log = pino({ level: "warn" }, { write: (line) => void lines.push(line) });
  const machine = new Machine({ ...configSchema.parse(settings), openStore: openStoreWith(log) }, log, clock);
  onTestFinished(() => machine.close());
  return {
    machine,
    clock,
    log: () => lines.map((line) => JSON.parse(line)),
  };
}

/** A machine that is closed and made again, with other settings if given. */
export function restarted(before: KeptMachine, directory: string, settings: Settings = {}): KeptMachine {
  before.machine.close();
  return keptMachine(directory, settings, before.clock);
}
