/** The newest run of each trial, in results.json, and their section of docs/reliability.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { table, writeSection } from "../support/reliability/sections.ts";
import { type Report, TRIALS } from "./torture.ts";
import type { Outcome } from "./trial.ts";

/** A trial's newest run with --report. */
interface Result extends Outcome {
  readonly times: number;
  readonly seed: number;
  readonly day: string;
  readonly host: string;
}

/** Results by name of the trial. */
type Results = Readonly<Record<string, Result>>;

const FILE = new URL("results.json", import.meta.url);

/** Puts the rows in place of older ones of the same trials, and writes the section anew. */
export function saveResults({ rows, seed, day, host }: Report): void {
  const fresh = rows.map(({ trial, seconds, ...row }) => [trial.name, { ...row, seed, day, host }]);
  writeFileSync(FILE, `${JSON.stringify({ ...saved(), ...Object.fromEntries(fresh) }, undefined, 2)}\n`);
  writeSection("torture", tortureSection());
}

function saved(): Results {
  return JSON.parse(readFileSync(FILE, "utf8"));
}

/** Returns the section, from the saved results. */
export function tortureSection(): string {
  const results = saved();
  const ran = TRIALS.flatMap((trial) => {
    const result = results[trial.name];
    return result ? [{ trial, ...result }] : [];
  });
  const cells = ran.map(({ trial, times, counts, findings, skipped, day, seed }) => [
    trial.name,
    trial.deed,
    `${times.toLocaleString("en-US")} of ${trial.times.whole.toLocaleString("en-US")}`,
    trial.holds,
    Object.entries(counts)
      .map(([name, count]) => `${count.toLocaleString("en-US")} ${name}`)
      .join(", "),
    skipped === undefined ? findings.length : `not run: ${skipped}`,
    `${day}, ${seed}`,
  ]);
  const hosts = [...new Set(ran.map(({ day, host }) => `${day}: ${host}`))].sort();
  const violations = ran.flatMap(({ trial, findings }) => findings.map((each) => `- ${trial.name}: ${each}`));
  return [
    table(["trial", "deed", "times, of a whole run", "what must hold", "counted", "violations", "day, seed"], cells),
    hosts.map((host) => `- ${host}`).join("\n"),
    violations.length === 0 ? "Nothing was violated." : `Violations:\n\n${violations.join("\n")}`,
  ].join("\n\n");
}
