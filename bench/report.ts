/**
 * docs/performance.md, written by the runs themselves: a benchmark with --report saves its results in bench/results/ and
 * writes the page anew. `npm run generate` writes the page from the same files, and a test compares them.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { SECTIONS, type Section } from "./sections.ts";

/** A table with its columns' names; numbers are already rounded. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** A goal, what was measured, and whether that meets it. */
export interface Goal {
  readonly goal: string;
  readonly measured: string;
  readonly isMet: boolean;
}

export interface Findings {
  readonly tables: readonly Table[];
  readonly goals?: readonly Goal[];
  /** Sentences about this run, such as a program that the machine does not have. */
  readonly notes?: readonly string[];
}

/** Findings with the circumstances of the run. */
interface Results extends Findings {
  readonly date: string;
  readonly command: string;
  readonly machine: string;
  readonly load: string;
  readonly versions: string;
}

const ROOT = new URL("../", import.meta.url);
const PAGE = new URL("docs/performance.md", ROOT);

const HEAD = `# Performance

For those who plan a fleet, and for developers who change code that every request or every start runs through. Each section
is written by the run of a benchmark: what it measures is in [bench/README.md](../bench/README.md), and \`-- --report\` after
its command writes the section anew. A figure is worth what its machine was at that time; ratios between programs of
the same run are worth more.
`;

/** Saves a run's findings and writes the page. \`load\`: the load average before the run. */
export function report(
  name: Section["name"],
  findings: Findings,
  load: string,
  programs: readonly string[] = [],
): void {
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    command: [
      "npm run",
      SECTIONS.find((section) => section.name === name)?.script,
      "--",
      ...process.argv.slice(2),
    ].join(" "),
    machine: `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`,
    load,
    versions: [`Node ${process.versions.node}`, ...programs.map(versionOf)].join(", "),
    ...findings,
  };
  mkdirSync(new URL("bench/results/", ROOT), { recursive: true });
  writeFileSync(fileOf(name), `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(PAGE, performancePage());
}

/** Returns the load average of the last minute, for `report`. */
export function loadNow(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}

/** Returns docs/performance.md, from the saved results. */
export function performancePage(): string {
  const sections = SECTIONS.flatMap((section) => {
    const results = savedResults(section.name);
    return results ? [sectionText(section, results)] : [];
  });
  return [HEAD, ...sections].join("\n");
}

function savedResults(name: Section["name"]): Results | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(name), "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function fileOf(name: Section["name"]): URL {
  return new URL(`bench/results/${name}.json`, ROOT);
}

function sectionText({ title, about }: Section, { tables, goals = [], notes = [], ...run }: Results): string {
  const circumstances = `Run on ${run.date} with \`${run.command}\`: ${run.machine}; ${run.versions}; load average ${run.load} before.`;
  const goalTable: Table = {
    title: "Goals",
    columns: ["goal", "measured", "met"],
    rows: goals.map(({ goal, measured, isMet }) => [goal, measured, isMet ? "yes" : "no"]),
  };
  const texts = [...tables, ...(goals.length > 0 ? [goalTable] : [])].map(tableText);
  return [`## ${title}\n`, `${about}\n`, `${circumstances}\n`, ...notes.map((note) => `${note}\n`), ...texts].join(
    "\n",
  );
}

function tableText({ title, columns, rows }: Table): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return `${title}:\n\n${[line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}

/** Version of a Debian package, such as "openipmi 2.0.33". */
function versionOf(name: string): string {
  try {
    return `${name} ${execFileSync("dpkg-query", ["--show", "--showformat", `$\{Version}`, name], { encoding: "utf8" })}`;
  } catch {
    return `${name} (no Debian package)`;
  }
}
