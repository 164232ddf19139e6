/** A machine with a state file in this process, which opens it in milliseconds. */
import { pino } from "pino";
import { ManualClock } from "../../src/clock.ts";
import { configSchema } from "../../src/config/schema/schema.ts";
import { Machine } from "../../src/machine.ts";
import type { Durability } from "../../src/store/state-file.ts";
import { openState } from "../../src/store/store.ts";
import { inOneTurn } from "../../src/turns/slices.ts";

const CONFIG = {
  sel: { capacity: 65_534 },
  frus: [{ id: 0, size: 512, data: "00 ".repeat(256) }],
};

export interface InProcess {
  readonly machine: Machine;
  /** Warnings and errors so far. */
  readonly lines: readonly string[];
}

/** @throws StateError as a start of the daemon does */
export function openInProcess(directory: string, durability: Durability = "process"): InProcess {
  const lines: string[] = [];
  const log = pino({ level: "warn" }, { write: (line) => void lines.push(JSON.parse(line).msg) });
  const settings = configSchema.parse(CONFIG);
  const machine = new Machine(
    {
      ...settings,
      openStore: inOneTurn(openState({ directory, durability }, "bmc", log)).applyTo,
    },
    log,
    new ManualClock(),
  );
  return { machine, lines };
}
