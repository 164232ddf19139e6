/** A YAML file → its values, and where each of them stands. */
import { readFileSync } from "node:fs";
import { isMap, isNode, LineCounter, parseDocument, type Scalar, type YAMLError } from "yaml";
import { ConfigError } from "./problem.ts";

export interface ConfigFile {
  readonly name: string;
  readonly values: Record<string, unknown>;
  /** Where the value or key at a path begins, or what is around it if it is absent: characters from the start. */
  offsetOf(path: readonly PropertyKey[], of: "value" | "key"): number;
  /** `file:line:column`. */
  at(offset: number): string;
  has(path: readonly PropertyKey[]): boolean;
}

/** @throws ConfigError when there is no such file, or it is not one YAML mapping. */
export function readConfigFile(name: string): ConfigFile {
  return parseConfig(name, read(name));
}

/** @throws ConfigError as `readConfigFile` does. */
export function parseConfig(name: string, text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };

  const flaws = [...document.errors, ...document.warnings];
  if (flaws.length > 0) throw new ConfigError(flaws.map((flaw) => `${at(flaw.pos[0])}: ${explain(flaw)}`));
  const root = document.contents;
  const values = valuesOf(name, () => document.toJS());
  if (values === null) {
    throw new ConfigError([`${name}: the file has no settings; for the defaults alone write {}`]);
  }
  if (!isMap(root)) {
    throw new ConfigError([`${at(root?.range[0] ?? 0)}: the file is no mapping; expected lines such as "name: bmc"`]);
  }

  const offsetOf = (path: readonly PropertyKey[], of: "value" | "key"): number => {
    const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : root;
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => String((key as Scalar).value ?? key) === path.at(-1))
      : undefined;
    const node = of === "key" && pair ? pair.key : document.getIn(path, true);
    if (isNode(node) && node.range) return node.range[0];
    return path.length > 1 ? offsetOf(path.slice(0, -1), "key") : (root.range?.[0] ?? 0);
  };
  return {
    name,
    values,
    offsetOf,
    at,
    has: (path) => document.hasIn(path),
  };
}

/** Aliases may multiply without end; `yaml` stops that by throwing. */
function valuesOf(name: string, toJS: () => Record<string, unknown>): Record<string, unknown> {
  try {
    return toJS();
  } catch (error) {
    throw new ConfigError([`${name}: ${error instanceof Error ? error.message : error}`]);
  }
}

function explain(flaw: YAMLError | Error): string {
  const code = "code" in flaw ? flaw.code : "";
  if (code === "DUPLICATE_KEY") return "this key stands twice in one mapping; expected once";
  if (code === "MULTIPLE_DOCS") return "a second document begins here; expected one in a file";
  return `not YAML: ${flaw.message}`;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "a directory; expected a file",
  EACCES: "the file may not be read (permission denied)",
};

function read(name: string): string {
  try {
    return readFileSync(name, "utf8");
  } catch (error) {
    throw new ConfigError([`${name}: ${reason(error)}`]);
  }
}

/** Why a file cannot be read, in words. */
export function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? `the file cannot be read: ${error instanceof Error ? error.message : error}`;
}
