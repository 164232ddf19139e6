/** The import graph of src/: which file imports which, which room each is in, and circles of files. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

export interface Import {
  /** Paths from the top of src/: "bmc/sel.ts". */
  readonly from: string;
  readonly to: string;
  /** Line of the import statement, from 1. */
  readonly line: number;
}

/** Folders whose own folders are rooms too. Elsewhere a folder and everything under it is one room. */
const SPLIT_FOLDERS: ReadonlySet<string> = new Set(["cli", "config"]);

/** `import … from "./x.ts"`, `export … from "./x.ts"`, `import "./x.ts"`, `import("./x.ts")`: types count as well. */
const RELATIVE_IMPORT = /\b(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g;

/** The imports between the sources in `directory`, in the order of the files' names. */
export function importsIn(directory: string): readonly Import[] {
  return globSync("**/*.ts", { cwd: directory })
    .sort()
    .flatMap((file) => importsOf(file, readFileSync(join(directory, file), "utf8")));
}

export function importsOf(file: string, source: string): readonly Import[] {
  return [...source.matchAll(RELATIVE_IMPORT)].map(({ index, 1: specifier = "" }) => ({
    from: file,
    to: normalize(join(dirname(file), specifier)),
    line: source.slice(0, index).split("\n").length,
  }));
}

/** The room of a file: "bmc/", "config/reading/", and for a file at the top of src/ the file itself. */
export function roomOf(file: string): string {
  const [top = "", ...inner] = file.split("/");
  if (inner.length === 0) return top;
  const [nested] = inner.slice(0, -1);
  return nested !== undefined && SPLIT_FOLDERS.has(top) ? `${top}/${nested}/` : `${top}/`;
}

/** Groups of files that import each other, directly or by way of others of the group. */
export function circlesOf(imports: readonly Import[]): readonly (readonly string[])[] {
  const targets = Map.groupBy(imports, ({ from }) => from);
  const reachable = new Map([...targets.keys()].map((file) => [file, reach(file)]));
  const seen = new Set<string>();
  return [...reachable].flatMap(([file, others]) => {
    if (seen.has(file) || !others.has(file)) return [];
    const circle = [...others].filter((other) => reachable.get(other)?.has(file)).sort();
    for (const member of circle) seen.add(member);
    return [circle];
  });

  function reach(start: string): ReadonlySet<string> {
    const found = new Set<string>();
    const waiting = [start];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      for (const { to } of targets.get(file) ?? []) {
        if (found.has(to)) continue;
        found.add(to);
        waiting.push(to);
      }
    }
    return found;
  }
}
