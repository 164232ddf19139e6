/** Benchmark of stored changes: Add SEL Entry, each in a commit of its own, in one process. See README.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { pino } from "pino";
import { configSchema } from "../src/config/schema/schema.ts";
import { Machine } from "../src/machine.ts";
import { openState } from "../src/store/store.ts";
import { inOneTurn } from "../src/turns/slices.ts";

const { values: options } = parseArgs({
  options: {
    changes: { type: "string", default: "3000" },
    rounds: { type: "string", default: "10" },
    directory: { type: "string", default: "." },
    json: { type: "boolean", default: false },
  },
});
const changes = Number(options.changes);
const rounds = Number(options.rounds);

const log = pino({ level: "silent" });
const ADD_SEL_ENTRY = { netFn: 0x0a, lun: 0, cmd: 0x44, data: Buffer.from("00000200000000200004013001595b5a", "hex") };
const DURABILITIES = ["process", "power"] as const;

interface Result {
  readonly perSecond: number;
  readonly cpuUs: number;
}

function measure(durability: (typeof DURABILITIES)[number]): Result {
  const directory = mkdtempSync(join(resolve(options.directory), "changes-"));
  try {
    const machine = new Machine(
      {
        ...configSchema.parse({ sel: { capacity: 65_534 } }),
        openStore: inOneTurn(openState({ directory, durability }, "bmc", log)).applyTo,
      },
      log,
    );
    const cpuBefore = process.cpuUsage();
    const startMs = performance.now();
    for (let i = 0; i < changes; i++) {
      const { completionCode } = machine.answer(ADD_SEL_ENTRY);
      if (completionCode !== 0) throw new Error(`change ${i} was refused with 0x${completionCode.toString(16)}`);
    }
    const seconds = (performance.now() - startMs) / 1000;
    const { user, system } = process.cpuUsage(cpuBefore);
    machine.close();
    return { perSecond: changes / seconds, cpuUs: (user + system) / changes };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const results = DURABILITIES.map(() => [] as Result[]);
// The first round compiles.
for (let round = 0; round <= rounds; round++) {
  for (const [index, durability] of DURABILITIES.entries()) {
    const result = measure(durability);
    if (round > 0) results[index]?.push(result);
  }
}

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const rows = DURABILITIES.map((durability, index) => ({
  durability,
  perSecond: Math.round(median(results[index]?.map((each) => each.perSecond) ?? [])),
  cpuUs: Number(median(results[index]?.map((each) => each.cpuUs) ?? []).toFixed(1)),
}));
if (options.json) console.log(JSON.stringify({ changes, rounds, rows }));
else console.table(rows);
