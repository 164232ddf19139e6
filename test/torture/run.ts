/** `npm run torture`: kills, damages and disturbs the daemon many times. With --report the results go to docs/reliability.md. */
import { parseArgs } from "node:util";
import { saveResults } from "./results.ts";
import { type Row, TRIALS, torture } from "./torture.ts";
import type { Trial } from "./trial.ts";

const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: "20260101" },
    only: { type: "string", multiple: true },
    share: { type: "string", default: "0.1" },
    whole: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
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

function show(rows: readonly Row[]): void {
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

const rows: Row[] = [];
for (const trial of options.only ? chosen(options.only) : TRIALS) {
  const share = options.whole ? 1 : Number(options.share);
  const report = await torture({ seed: Number(options.seed), share, trials: [trial], progress });
  rows.push(...report.rows);
  // At once, so that a run that is stopped leaves what it has done.
  if (options.report) saveResults(report);
}
if (options.json) console.log(JSON.stringify(rows, undefined, 2));
else show(rows);
const violations = rows.reduce((sum, { findings }) => sum + findings.length, 0);
process.stderr.write(violations === 0 ? "everything held\n" : `${violations} violations\n`);
process.exitCode = violations === 0 ? 0 : 1;
