/**
 * Holds the imports of src/ against the table in docs/architecture.md, which is the only list of what may import what.
 */
import { circlesOf, type Import, roomOf } from "./import-graph.ts";

/** The rooms that each room may import. */
export type Table = ReadonlyMap<string, ReadonlySet<string>>;

const PAGE = "docs/architecture.md";
const HEADING = "| folder or file | may import |";

/**
 * Reads the rows under "| folder or file | may import | … |": names in backticks.
 * @throws Error when the page has no such table
 */
export function readTable(page: string): Table {
  const lines = page.split("\n");
  const start = lines.findIndex((line) => line.startsWith(HEADING));
  if (start < 0) throw new Error(`${PAGE} has no table that begins with "${HEADING}"`);
  const rest = lines.slice(start + 2);
  const end = rest.findIndex((line) => !line.startsWith("|"));
  const rows = rest.slice(0, end < 0 ? undefined : end).map((line) => line.split("|").slice(1, 3).map(namesIn));
  return new Map(rows.flatMap(([rooms = [], allowed = []]) => rooms.map((room) => [room, new Set(allowed)] as const)));
}

function namesIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
}

/**
 * Every breach, one sentence each: imports that the table does not have, rows that no import needs, circles of files.
 */
export function breaches(imports: readonly Import[], files: readonly string[], table: Table): readonly string[] {
  const rooms = new Set(files.map(roomOf));
  const crossing = imports.filter(({ from, to }) => roomOf(from) !== roomOf(to));
  const arrows = new Set(crossing.map(({ from, to }) => `${roomOf(from)} ${roomOf(to)}`));
  return [
    ...[...rooms].filter((room) => !table.has(room)).map((room) => `${room} is not in the table of ${PAGE}; add a row`),
    ...[...table.keys()]
      .filter((room) => !rooms.has(room))
      .map((room) => `${PAGE} names ${room}, which does not exist`),
    ...crossing.flatMap((each) => breachOf(each, table)),
    ...[...table].flatMap(([room, allowed]) =>
      [...allowed]
        .filter((other) => !arrows.has(`${room} ${other}`))
        .map((other) => `${PAGE} lets ${room} import ${other}, but no file does; take it out of the row`),
    ),
    ...circlesOf(imports).map((circle) => `circle of imports: ${circle.map((file) => `src/${file}`).join(", ")}`),
  ];
}

function breachOf({ from, to, line }: Import, table: Table): readonly string[] {
  const allowed = table.get(roomOf(from));
  if (!allowed || allowed.has(roomOf(to))) return [];
  const names = [...allowed].join(", ") || "nothing of ours";
  return [`src/${from}:${line} imports src/${to}; ${roomOf(from)} may import ${names} (${PAGE})`];
}
