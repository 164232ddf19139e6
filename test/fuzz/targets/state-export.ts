/** The text of an export of a state → the state of a machine, and the same export again. */
import { deepStrictEqual } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { ManualClock } from "../../../src/clock.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { Machine } from "../../../src/machine.ts";
import { StateError } from "../../../src/store/errors.ts";
import { MachineStore } from "../../../src/store/machine-store.ts";
import { exportState, importState, type PortableState } from "../../../src/store/portable.ts";
import { Rows } from "../../../src/store/rows.ts";
import { openStateFile } from "../../../src/store/state-file.ts";
import { readState } from "../../../src/store/stored-state.ts";
import { inOneTurn } from "../../../src/turns/slices.ts";
import { type Target, textOf } from "../../support/fuzz/target.ts";
import { ask } from "../../support/machine/machine.ts";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-fuzz-export-"));
const db = openStateFile(join(directory, "bmc.sqlite"), "process");
const rows = new Rows(db);
const SETTINGS = configSchema.parse({ sensors: [{ name: "CPU", type: "temperature", units: "C" }] });
const CHANGES = [
  "0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 55 00 00",
  "00 08 05 80 04 00 00 00",
  "0c 01 01 03 0a 00 00 01",
];
const QUESTIONS = ["06 01", "0a 40", "0a 43 00 00 00 00 00 ff", "0a 23 00 00 00 00 00 ff", "06 46 02", "00 01"];

export const stateExport: Target = {
  name: "state-export",
  never: "an error other than StateError, an accepted export that a machine cannot start with, FFh",
  form: "text",
  maxBytes: 8192,
  seeds: [exported()],
  words: ["null", "[]", "{}", '""', '"configured":true', '"sel"', '"sdr"', '"0x82"'],
  run(input) {
    const value = parsed(textOf(input));
    try {
      importState(rows, value);
    } catch (error) {
      if (error instanceof StateError) return;
      throw error;
    }
    const { machine: _, ...again } = exportState(rows, "bmc");
    // JSON makes 0 of -0.
    const stored = JSON.parse(JSON.stringify(value)) as PortableState;
    deepStrictEqual(again.controllers, withContent(stored));
    serve();
  },
  close() {
    db.close();
    rmSync(directory, { recursive: true, force: true });
  },
};

function serve(): void {
  const log = pino({ level: "silent" });
  const openStore = (
    ...[controllers, clock]: Parameters<NonNullable<ConstructorParameters<typeof Machine>[0]["openStore"]>>
  ) => new MachineStore(rows, inOneTurn(readState(rows)), controllers, clock, log, () => {});
  const made = new Machine({ ...SETTINGS, openStore }, log, new ManualClock());
  try {
    for (const question of QUESTIONS) {
      if (ask(made, question).startsWith("ff")) throw new Error(`${question} is answered FFh`);
    }
    for (const change of CHANGES) ask(made, change);
  } finally {
    made.close();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Controllers, parts and lists without anything in them are not stored. */
function withContent({ controllers }: PortableState): PortableState["controllers"] {
  const filled = Object.entries(controllers).map(([name, { values, records }]) => {
    const parts = Object.entries(values).filter(([, items]) => Object.keys(items).length > 0);
    const lists = Object.entries(records).filter(([, list]) => list.length > 0);
    return [name, { values: Object.fromEntries(parts), records: Object.fromEntries(lists) }] as const;
  });
  return Object.fromEntries(filled.filter(([, each]) => Object.keys({ ...each.values, ...each.records }).length > 0));
}

function exported(): string {
  serve();
  return JSON.stringify(exportState(rows, "bmc"), undefined, 1);
}
