/** Tables for people: rows under headings, in columns as wide as their widest cell. */
import { stripVTControlCharacters } from "node:util";
import { strong } from "./style.ts";

const GAP = "  ";

export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings.map((heading) => strong(heading)), ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ""))));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)))).join(GAP);
  return all.map((row) => line(row).trimEnd()).join("\n");
}

/** Formats names and values, one pair a line. */
export function list(entries: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(width)}${GAP}${value}`.trimEnd()).join("\n");
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
