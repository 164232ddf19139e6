/** One table for the reports of several QEMUs: a column for each, and a mark at each row in which they differ. */
import { hanging, wrapped } from "../text/wrap.ts";
import { classify, describeClassification, summarize } from "./classify.ts";
import { heldAgainst, type LabReport, type Look } from "./report.ts";
import { rowName } from "./run.ts";

/** A longer cell is broken into lines at its commas. */
const CELL_WIDTH = 30;
/** Width of cells on a screen that has no room for several QEMUs. */
const LEAST_CELL_WIDTH = 12;
/** The space behind a comma, but not inside parentheses. */
const COMMA = /(?<=,) (?![^(]*\))/;
const DIFFERENT = "≠ ";
const SAME = "  ";
const GAP = "  ";

export function sideBySide(reports: readonly LabReport[], look: Look): string {
  const interfaces = [...new Set(reports.flatMap(({ results }) => results.map((result) => result.interface)))];
  const verdicts = reports.flatMap((report, index) =>
    classify(report.results).map((each) =>
      hanging(`  ${number(index)}  `, look.strong(describeClassification(each)), look.width),
    ),
  );
  return [
    ...reports.map(({ subject }, index) => hanging(`${number(index)}  `, subject, look.width)),
    ...reports.slice(0, 1).map(({ seed }) => `seed ${seed}`),
    "",
    ...interfaces.flatMap((via) => [...section(via, reports, look), ""]),
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

function section(via: string, reports: readonly LabReport[], look: Look): readonly string[] {
  const columns = reports.map((report) => {
    const classification = classify(report.results).find((each) => each.interface === via);
    const kind = classification && heldAgainst(report, classification);
    const rows = report.results.filter((result) => result.interface === via);
    const cells = rows.map((row): [string, string] => {
      const unfit = kind && !row.fits.includes(kind) ? "DIFF " : "";
      return [rowName(row), `${unfit}${summarize(row.outcomes)}`];
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
  const share = Math.floor((look.width - SAME.length - width) / reports.length) - GAP.length;
  const room = Math.max(LEAST_CELL_WIDTH, share);
  const broken = rows.map(({ mark, name, cells }) => ({
    head: `${mark}${name.padEnd(width)}`,
    cells: cells.map((cell) => breakAtCommas(cell, Math.min(CELL_WIDTH, room)).flatMap((part) => wrapped(part, room))),
  }));
  const cellWidth = Math.max(...broken.flatMap(({ cells }) => cells.flat().map((part) => part.length)));
  return broken.flatMap(({ head, cells }) => lines(head, cells, cellWidth, look));
}

function shortVersion(subject: string): string {
  return /^QEMU emulator version ([^\s,]+)/.exec(subject)?.[1] ?? subject;
}

/** A row as lines. A cell has one part for each line. */
function lines(head: string, cells: readonly (readonly string[])[], width: number, { bad }: Look): readonly string[] {
  const height = Math.max(...cells.map((parts) => parts.length));
  return Array.from({ length: height }, (_, line) => {
    const start = line === 0 ? head : " ".repeat(head.length);
    const texts = cells.map((parts) => (parts[line] ?? "").padEnd(width).replace(/^DIFF(?= )/, bad));
    return [start, ...texts].join(GAP).trimEnd();
  });
}

function breakAtCommas(text: string, width: number): readonly string[] {
  const parts: string[] = [];
  for (const piece of text.split(COMMA)) {
    const last = parts.pop();
    const longer = last === undefined ? piece : `${last} ${piece}`;
    if (last === undefined || longer.length <= width) parts.push(longer);
    else parts.push(last, piece);
  }
  return parts;
}
