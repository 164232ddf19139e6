/**
 * Rows in columns that are as wide as their widest cell. In a width that is too narrow for that, cells wrap at words, and
 * columns for which there is no room at all continue below, indented.
 */
import { columnsOf, wrapped } from "./wrap.ts";

const GAP = "  ";
const INDENT = "    ";
/** Cells up to this width do not wrap. */
const SHORT_CELL = 10;

type Row = readonly string[];

interface Column {
  readonly index: number;
  /** Width of the longest word. */
  readonly least: number;
  /** Width of the widest cell. */
  readonly full: number;
}

/** Formats rows that have as many cells as the first one. */
export function columns(rows: readonly Row[], width: number): string {
  const bands = bandsOf(columnsIn(rows), width).map((band, below) => ({
    widths: fitted(band, below > 0 ? width - INDENT.length : width),
    indent: below > 0 ? INDENT : "",
  }));
  return rows.flatMap((row) => bands.flatMap(({ widths, indent }) => bandLines(row, widths, indent))).join("\n");
}

/** Columns of the widest text. A table of an event log has more cells than a call can have arguments. */
function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, columnsOf(text)), 0);
}

function columnsIn(rows: readonly Row[]): readonly Column[] {
  const [first = []] = rows;
  return first.map((_, index) => {
    const cells = rows.map((row) => row[index] ?? "");
    const full = widest(cells);
    const words = cells.flatMap((cell) => wrapped(cell, 1));
    return { index, least: Math.min(full, Math.max(SHORT_CELL, widest(words))), full };
  });
}

/** Distributes columns over lines of a row: as many on each as fit it when their cells wrap. */
function bandsOf(all: readonly Column[], width: number): readonly (readonly Column[])[] {
  const bands: Column[][] = [];
  for (const column of all) {
    const band = bands.at(-1);
    const indent = bands.length > 1 ? INDENT.length : 0;
    if (band && indent + total([...band, column].map(({ least }) => least)) <= width) band.push(column);
    else bands.push([column]);
  }
  return bands;
}

/** Returns the columns' widths: the widest ones become narrower until the line fits. */
function fitted(band: readonly Column[], width: number): ReadonlyMap<number, number> {
  const widths = new Map(band.map(({ index, full }) => [index, full]));
  const room = ({ index, least }: Column) => (widths.get(index) ?? 0) - least;
  for (let excess = total([...widths.values()]) - width; excess > 0; ) {
    const [widest] = band
      .filter((column) => room(column) > 0)
      .toSorted((a, b) => widthIn(widths, b) - widthIn(widths, a));
    if (!widest) break;
    widths.set(widest.index, widthIn(widths, widest) - 1);
    excess--;
  }
  return widths;
}

function widthIn(widths: ReadonlyMap<number, number>, { index }: Column): number {
  return widths.get(index) ?? 0;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, 0) + GAP.length * Math.max(0, widths.length - 1);
}

function bandLines(row: Row, widths: ReadonlyMap<number, number>, indent: string): readonly string[] {
  const cells = [...widths].map(([index, width]) => ({ width, lines: wrapped(row[index] ?? "", width) }));
  const height = Math.max(...cells.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const parts = cells.map(({ width, lines }) => padded(lines[line] ?? "", width));
    return `${indent}${parts.join(GAP)}`.trimEnd();
  });
}

function padded(cell: string, width: number): string {
  return cell + " ".repeat(Math.max(0, width - columnsOf(cell)));
}
