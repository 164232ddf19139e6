/** `npm run torture`: kills, damages and disturbs the daemon many times. docs/reliability.md is the page of a whole run. */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writePage } from "../support/reliability/sections.ts";
import { reliabilityPage } from "./page.ts";
import { type Report, TRIALS, torture } from "./torture.ts";
import type { Trial } from "./trial.ts";

const PAGE = fileURLToPath(new URL("../../docs/reliability.md", import.meta.url));

const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: "20260101" },
    only: { type: "string", multiple: true },
    share: { type: "string", default: "0.1" },
    whole: { type: "boolean", default: false },
    page: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

function chosen(names: readonly string[]): readonly Trial[] {
  const unknown = names.find((name) => !TRIALS.some((trial) => trial.name === name));
  if (unknown === undefined) return TRIALS.filter(({ name }) => names.includes(name));
  throw new Error(`--only is ${unknown}; expected one of ${TRIALS.map(({ name }) => name).join(", ")}`);
}

/** On a terminal one line that changes; otherwise a line for each tenth. */
function progress({ name }: Trial, done: number, times: number): void {
  const line = `${name}: ${done} of ${times}`;
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}${done === times ? "\n" : ""}`);
  else if (Math.floor((10 * done) / times) > Math.floor((10 * (done - 1)) / times)) process.stderr.write(`${line}\n`);
}

function show({ rows }: Report): void {
  console.table(
    rows.map(({ trial, times, seconds, counts, findings, skipped }) => ({
      trial: trial.name,
      times,
      seconds,
      counted: Object.entries(counts)
        .map(([name, count]) => `${count} ${name}`)
        .join(", "),
      violations: skipped === undefined ? findings.length : skipped,
    })),
  );
  for (const { trial, findings } of rows) for (const each of findings) console.log(`${trial.name}: ${each}`);
}

const report = await torture({
  seed: Number(options.seed),
  share: options.whole ? 1 : Number(options.share),
  trials: options.only ? chosen(options.only) : TRIALS,
  progress,
});
if (options.json) console.log(JSON.stringify(report, undefined, 2));
else show(report);
const page = options.page ?? (options.whole && !options.only ? PAGE : undefined);
if (page !== undefined) writePage(page, reliabilityPage(report));
const violations = report.rows.reduce((sum, { findings }) => sum + findings.length, 0);
process.stderr.write(violations === 0 ? "everything held\n" : `${violations} violations\n`);
process.exitCode = violations === 0 ? 0 : 1;
