/** Measurement of the longest turn of the event loop during work that could hold up the guests. See README.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildPackage } from "../test/support/setup/built-package.ts";
import type { Turn } from "../test/support/turns/works.ts";
import { loadNow, report } from "./report.ts";
import { quantileOf } from "./stats.ts";

const { values: options } = parseArgs({
  options: {
    machines: { type: "string", default: "400" },
    records: { type: "string", default: "65534" },
    rounds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
  },
});
const size = { machines: Number(options.machines), records: Number(options.records) };
/** Milliseconds that no turn may exceed. */
const MOST_MS = 50;

// The daemon of the package: with the sources, Node removes the types of each module in the turn that loads it.
if (!(await buildPackage())) throw new Error("the package cannot be built");
const { turnsOf } = await import("../test/support/turns/works.ts");
const load = loadNow();
const turns: Turn[] = [];
for (let round = 0; round < Number(options.rounds); round++) {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-bench-"));
  try {
    for await (const turn of turnsOf(directory, size)) turns.push(turn);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
const results = [...Map.groupBy(turns, ({ work }) => work)].map(([work, all]) => {
  const ms = all.map(({ longestMs }) => longestMs);
  return { work, "median ms": quantileOf(ms, 0.5), "most ms": quantileOf(ms, 1) };
});
if (options.json) process.stdout.write(`${JSON.stringify({ ...size, results }, null, 2)}\n`);
else console.table(results);
if (options.report) {
  const rows = results.map(({ work, ...ms }) => [work, ms["median ms"], ms["most ms"]]);
  const [longest = 0] = results.map((each) => each["most ms"]).sort((one, other) => other - one);
  report(
    "turns",
    {
      tables: [{ title: `Longest turn, ${options.rounds} runs`, columns: ["work", "median ms", "most ms"], rows }],
      goals: [{ goal: `no turn of more than ${MOST_MS} ms`, measured: `${longest} ms`, isMet: longest <= MOST_MS }],
    },
    load,
  );
}
