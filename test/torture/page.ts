/** docs/reliability.md, from a run. */
import type { Report, Row } from "./torture.ts";

export function reliabilityPage({ seed, share, day, host, rows }: Report): string {
  const findings = rows.flatMap(({ trial, findings: found }) => found.map((each) => `- ${trial.name}: ${each}`));
  const command = share === 1 ? "--whole" : `--share ${share}`;
  return `# What the daemon survives

For those who must trust that an answered change is stored. \`npm run torture -- --whole\` writes this page. The run below is of
${day}: \`npm run torture -- ${command} --seed ${seed}\`.

${table(["", ""], Object.entries(host))}

A trial repeats one deed at moments that the seed decides, and counts violations of what must hold.

${table(["trial", "deed", "times", "what must hold", "counted", "violations"], rows.map(cells))}

${findings.length > 0 ? `## Violations\n\n${findings.join("\n")}` : "Nothing was violated."}

## Run it

\`\`\`
npm run torture                                # a tenth of everything
npm run torture -- --only kill-qemu --seed 7   # one trial
npm run torture -- --whole                     # everything; writes this page
\`\`\`

It needs Linux, and root for the trials that mount. \`--json\` prints the counts for programs. The exit code is 1 after a
violation. CI runs a short form of each trial. [state.md](state.md#when-something-is-wrong) says how the daemon reacts to each kind
of damage.
`;
}

function cells({ trial, times, counts, findings, skipped }: Row): string[] {
  const counted = Object.entries(counts).map(([name, count]) => `${count.toLocaleString("en-US")} ${name}`);
  const result = skipped === undefined ? String(findings.length) : `not run: ${skipped}`;
  return [trial.name, trial.deed, times.toLocaleString("en-US"), trial.holds, counted.join(", "), result];
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (each: readonly string[]) => `| ${each.join(" | ")} |`;
  return [line(headings), `|${headings.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}
