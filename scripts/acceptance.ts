/**
 * Writes lab reports into docs/acceptance.md: `node scripts/acceptance.ts FOLDER` updates the tables; with --check it
 * exits with 1 if the tables on the page differ from the reports. The folder has the output of `extern-bmc lab run --json`
 * for each column, as stock.json, ff.json and so on. Each table is between two comments and has outcomes only, no times.
 * With --uefi they are reports of `lab run --host uefi`, for the tables of that host; with --isa they are of the ISA
 * devices alone.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { summarize } from "../src/lab/classify.ts";

interface Report {
  readonly subject: string;
  readonly results: readonly {
    readonly scenario: string;
    readonly interface: string;
    readonly outcomes: readonly string[];
  }[];
  readonly classification: readonly { readonly interface: string; readonly kinds: readonly string[] }[];
}

const DOCUMENT = new URL("../docs/acceptance.md", import.meta.url);
/** Each report's name in the folder, and its column's. */
const COLUMNS = {
  stock: "stock",
  ff: "FFh too",
  any: "any id",
  "timer-kept": "timer kept",
  "timer-kept-unescaped": "and request kept",
  resets: "resets",
};

/** The QEMUs that UEFI is run on. */
const UEFI_COLUMNS: readonly string[] = ["stock", "ff", "any"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: "boolean" }, uefi: { type: "boolean" }, isa: { type: "boolean" } },
});
const [folder] = positionals;
if (folder === undefined || positionals.length > 1) {
  console.error("usage: node scripts/acceptance.ts FOLDER [--uefi | --isa] [--check]");
  process.exit(2);
}
const columns = Object.entries(COLUMNS).filter(([name]) => !values.uefi || UEFI_COLUMNS.includes(name));
const reports = columns.map(([name]) => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as Report);
const before = readFileSync(DOCUMENT, "utf8");
const after = (values.uefi || values.isa ? ["bt", "kcs"] : ["bt", "kcs", "ssif"]).reduce(
  (text, via) => text.replace(between(values.uefi ? `uefi-${via}` : via), `$1\n${table(via)}\n$2`),
  before,
);

if (!values.check) writeFileSync(DOCUMENT, after);
else if (after !== before) {
  console.error("docs/acceptance.md differs from the lab's results; run: node scripts/acceptance.ts FOLDER");
  process.exitCode = 1;
}

function between(name: string): RegExp {
  return new RegExp(`(<!-- lab ${name} -->)[\\s\\S]*?(<!-- end -->)`);
}

function table(via: string): string {
  const names = [
    ...new Set(
      reports.flatMap(({ results }) =>
        results.filter((each) => each.interface === via).map(({ scenario }) => scenario),
      ),
    ),
  ];
  const rows = names.map((name) => [`\`${name}\``, ...reports.map((report) => outcomesOf(report, via, name))]);
  const verdict = ["**this QEMU is**", ...reports.map((report) => kindsOf(report, via))];
  const heads = ["scenario", ...columns.map(([, head]) => head)];
  const lines = [heads, heads.map(() => "---"), ...rows, verdict];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function outcomesOf({ results }: Report, via: string, name: string): string {
  const found = results.find(({ scenario, interface: own }) => scenario === name && own === via);
  return found ? summarize(found.outcomes) : "not run";
}

function kindsOf({ classification }: Report, via: string): string {
  const kinds = classification.find((each) => each.interface === via)?.kinds ?? [];
  return `**${kinds.length > 0 ? kinds.join(" or ") : "something else"}**`;
}
