/** Sections of docs/reliability.md that runs write, each between two comments that name it. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("../../../docs/reliability.md", import.meta.url));
const SECTION = /<!-- begin (\w+) -->\n[\s\S]*?<!-- end \1 -->\n/g;

/** Returns the rows of a section's table, by their first cell. */
export function rowsOfSection(name: string, page = readFileSync(PAGE, "utf8")): ReadonlyMap<string, readonly string[]> {
  const lines = (sectionsOf(page).get(name) ?? "").split("\n").filter((line) => line.startsWith("| "));
  const rows = lines.slice(1).map((line) => line.split("|").slice(1, -1));
  return new Map(rows.map((cells) => cells.map((cell) => cell.trim())).map((cells) => [cells[0] ?? "", cells]));
}

/** Writes a section into the page in place of the one of this name, or at its end. */
export function writeSection(name: string, text: string): void {
  const page = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
  writeFileSync(PAGE, withSection(page, name, text));
}

export function withSection(page: string, name: string, text: string): string {
  const section = `<!-- begin ${name} -->\n${text.trim()}\n<!-- end ${name} -->\n`;
  const found = sectionsOf(page).get(name);
  return found === undefined ? `${page.trimEnd()}\n\n${section}` : page.replace(found, () => section);
}

function sectionsOf(page: string): ReadonlyMap<string, string> {
  return new Map([...page.matchAll(SECTION)].map(([section, name = ""]) => [name, section]));
}

export function table(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => (typeof cell === "number" ? cell.toLocaleString("en-US") : cell)).join(" | ")} |`;
  return [line(headings), `|${headings.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/** Date, command and machine of this run, as a sentence. */
export function circumstances(script: string): string {
  const command = ["npm run", script, "--", ...process.argv.slice(2)].join(" ");
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, Linux ${release()}, Node ${process.versions.node}`;
  return `The run was on ${new Date().toISOString().slice(0, 10)} with \`${command}\` (${machine}).`;
}
