/** One table for the reports of several QEMUs: a column for each, and a mark at each row in which they differ. */
import { classify, describeClassification, summarize } from "./classify.ts";
import { heldAgainst, type LabReport } from "./report.ts";

/** A longer cell is broken into lines at its commas. */
const CELL_WIDTH = 30;
/** The space behind a comma, but not inside parentheses. */
const COMMA = /(?<=,) (?![^(]*\))/;
const DIFFERENT = "≠ ";
const SAME = "  ";

export function sideBySide(reports: readonly LabReport[]): string {
  const interfaces = [...new Set(reports.flatMap(({ results }) => results.map((result) => result.interface)))];
  const verdicts = reports.flatMap((report, index) =>
    classify(report.results).map((each) => `  ${number(index)}  ${describeClassification(each)}`),
  );
  return [
    ...reports.map(({ subject }, index) => `${number(index)}  ${subject}`),
    ...reports.slice(0, 1).map(({ seed }) => `seed ${seed}`),
    "",
    ...interfaces.flatMap((via) => [...section(via, reports), ""]),
    "These QEMUs are",
    ...verdicts,
    "",
  ].join("\n");
}

/** Number by which a table and messages name a QEMU: its place on the command line. */
export function number(index: number): string {
  return String(index + 1);
}

/** Whether the QEMUs' texts in a row are not all the same. */
function differ(cells: readonly string[]): boolean {
  return new Set(cells).size > 1;
}

function section(via: string, reports: readonly LabReport[]): readonly string[] {
  const columns = reports.map((report) => {
    const classification = classify(report.results).find((each) => each.interface === via);
    const kind = classification && heldAgainst(report, classification);
    const rows = report.results.filter((result) => result.interface === via);
    const cells = rows.map(({ scenario, outcomes, fits }): [string, string] => {
      const unfit = kind && !fits.includes(kind) ? "DIFF " : "";
      return [scenario.name, `${unfit}${summarize(outcomes)}`];
    });
    return { kind: kind ?? "", kinds: classification?.kinds.join(" or ") || "something else", cells: new Map(cells) };
  });
  const names = [...new Set(columns.flatMap(({ cells }) => [...cells.keys()]))];
  const scenarios = names.map((name) => {
    const cells = columns.map((column) => column.cells.get(name) ?? "-");
    return { mark: differ(cells) ? DIFFERENT : SAME, name, cells };
  });
  const versions = reports.map(({ subject }, index) => `${number(index)}: ${shortVersion(subject)}`);
  const rows = [
    { mark: SAME, name: via.toUpperCase(), cells: versions },
    ...scenarios,
    { mark: SAME, name: "held against", cells: columns.map(({ kind }) => kind) },
    { mark: SAME, name: "this QEMU is", cells: columns.map(({ kinds }) => kinds) },
  ];
  const width = Math.max(...rows.map(({ name }) => name.length));
  const broken = rows.map(({ mark, name, cells }) => ({
    head: `${mark}${name.padEnd(width)}`,
    cells: cells.map(breakAtCommas),
  }));
  const cellWidth = Math.max(...broken.flatMap(({ cells }) => cells.flat().map((part) => part.length)));
  return broken.flatMap(({ head, cells }) => lines(head, cells, cellWidth));
}

function shortVersion(subject: string): string {
  return /^QEMU emulator version ([^\s,]+)/.exec(subject)?.[1] ?? subject;
}

/** A row as lines. A cell has one part for each line. */
function lines(head: string, cells: readonly (readonly string[])[], width: number): readonly string[] {
  const height = Math.max(...cells.map((parts) => parts.length));
  return Array.from({ length: height }, (_, line) => {
    const start = line === 0 ? head : " ".repeat(head.length);
    return [start, ...cells.map((parts) => (parts[line] ?? "").padEnd(width))].join("  ").trimEnd();
  });
}

function breakAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  for (const piece of text.split(COMMA)) {
    const last = parts.pop();
    const longer = last === undefined ? piece : `${last} ${piece}`;
    if (last === undefined || longer.length <= CELL_WIDTH) parts.push(longer);
    else parts.push(last, piece);
  }
  return parts;
}
