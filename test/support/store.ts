/** Machines with a state directory of their own, for as long as a test takes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { configSchema } from "../../src/config/schema.ts";
import { Machine, type MachineOptions } from "../../src/machine.ts";
import { openStore } from "../../src/store/store.ts";

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
  const stream = new PassThrough();
  const log = pino({ level: "warn" }, stream);
  const openMachineStore = (...[controllers, time]: Parameters<NonNullable<MachineOptions["openStore"]>>) =>
    openStore({ directory, durability: "process" }, "bmc", controllers, time, log);
  const machine = new Machine({ ...configSchema.parse(settings), openStore: openMachineStore }, log, clock);
  onTestFinished(() => machine.close());
  let text = "";
  stream.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  return {
    machine,
    clock,
    log: () =>
      (text + (stream.read() ?? ""))
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
}

/** A machine that is closed and made again, with other settings if given. */
export function restarted(before: KeptMachine, directory: string, settings: Settings = {}): KeptMachine {
  before.machine.close();
  return keptMachine(directory, settings, before.clock);
}
