/**
 * docs/threat-model.md: its files exist, each limit names its tests, and the figures are the code's. Those tests prove that a
 * limit holds; this one fails when a figure changes.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { FIGURES } from "../support/threat-model/figures.ts";

const ROOT = new URL("../../", import.meta.url);
const PAGE = readFileSync(new URL("docs/threat-model.md", ROOT), "utf8");

/** The cells of a line of a table. */
const cellsOf = (line: string) =>
  line
    .split("|")
    .map((cell) => cell.trim())
    .slice(1, -1);

/** The lines of the table with this column, without its head. */
function tableWith(column: string) {
  const lines = PAGE.split("\n");
  const head = lines.findIndex((line) => line.startsWith("|") && cellsOf(line).includes(column));
  const names = cellsOf(lines[head] ?? "");
  const end = lines.findIndex((line, at) => at > head && !line.startsWith("|"));
  return lines.slice(head + 2, end).map((line) => {
    const cells = cellsOf(line);
    expect(cells, line).toHaveLength(names.length);
    return (name: string) => cells[names.indexOf(name)] ?? "";
  });
}

/** The files and folders that a text names. "`src/a/b.ts`, `c.ts`" has src/a/c.ts: a short path goes on from the last long one. */
function pathsIn(text: string): readonly string[] {
  let folder = "";
  return [...text.matchAll(/`(?<path>(?:(?:src|test|bin|docs|scripts)\/[\w./-]*|[\w/-]+\.(?:test\.)?[tj]s))`/g)].map(
    ({ groups }) => {
      const path = groups?.["path"] ?? "";
      if (!/^(?:src|test|bin|docs|scripts)\//.test(path)) return join(folder, path);
      folder = dirname(path);
      return path;
    },
  );
}

const limits = tableWith("limit");

it("names only existing files", () => {
  const paths = PAGE.split(/[|\n]/).flatMap(pathsIn);
  expect(paths.length).toBeGreaterThan(2 * limits.length);
  expect(paths.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
});

/** Whether a cell names files, all of this form. */
function namesFiles(cell: string, form: RegExp): boolean {
  const paths = pathsIn(cell);
  return paths.length > 0 && paths.every((path) => form.test(path));
}

it("names a source and a test for each limit", () => {
  const isComplete = (row: (typeof limits)[number]) =>
    namesFiles(row("where"), /^(?:src|bin)\//) && namesFiles(row("test"), /^test\/.+\.test\.ts$/);
  expect(limits.filter((row) => !isComplete(row)).map((row) => row("does"))).toEqual([]);
});

it("names a test for what stops everyone but the author of the configuration, who is trusted", () => {
  const without = tableWith("what stops them").filter((row) => !namesFiles(row("test"), /^test\/.+\.test\.ts$/));
  expect(without.map((row) => row("who"))).toEqual(["the author of the configuration"]);
});

it("has a list of figures for each limit, in the order of the page", () => {
  expect(FIGURES.map(([where]) => where)).toEqual(limits.map((row) => pathsIn(row("where"))[0]));
});

it.each(limits.map((row, at) => ({ row, figures: FIGURES[at]?.[1] ?? [], name: `${row("who")} ${row("does")}` })))(
  "has the figures of the code: $name",
  ({ row, figures }) => {
    const text = `${row("limit")}; ${row("past it")}`;
    expect(figures.filter((figure) => !text.includes(figure))).toEqual([]);
    // Each number of the limit is a part of some figure.
    const left = figures
      .toSorted((a, b) => b.length - a.length)
      .reduce((rest, figure) => rest.replaceAll(figure, ""), row("limit"));
    expect(left.match(/[^ ]*\d[^ ]*/g) ?? []).toEqual([]);
  },
);
