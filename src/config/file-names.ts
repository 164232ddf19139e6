/** Settings that name a file: relative to the file they stand in, or to the directory that the daemon is started in. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { z } from "zod";
import { elementOf, formsOf, isMappingForm, schemaAt } from "./forms.ts";
import type { Problem } from "./problem.ts";
import { reason } from "./reason.ts";
import { printPath } from "./settings.ts";
import type { Entry, Mapping, Scalar, Tree } from "./tree.ts";
import { fileNames } from "./values.ts";

type Path = readonly PropertyKey[];
type Replace = (name: Scalar, path: Path, mayBeAbsent: boolean) => Scalar;

/** The same with absolute names for those that a file says. */
export function withAbsoluteNames(shape: z.ZodObject, tree: Mapping): Mapping {
  const absolute = (name: Scalar): Scalar => {
    const directory = name.place?.source.directory;
    return directory === undefined ? name : { ...name, value: resolve(directory, String(name.value)) };
  };
  return mapNames(shape, tree, [], absolute) as Mapping;
}

export function unreadableFiles(shape: z.ZodObject, tree: Mapping): Problem[] {
  const problems: Problem[] = [];
  mapNames(shape, tree, [], (scalar, path, mayBeAbsent) => {
    if (mayBeAbsent) return scalar;
    try {
      readFileSync(String(scalar.value));
    } catch (error) {
      problems.push({ path, of: "value", sentence: `${printPath(path)} is ${scalar.value}: ${reason(error)}` });
    }
    return scalar;
  });
  return problems;
}

/** @param replace what becomes of each file name */
function mapNames(schema: z.core.$ZodType, tree: Tree, path: Path, replace: Replace): Tree {
  if (tree.kind === "scalar") {
    if (typeof tree.value !== "string") return tree;
    const [name] = formsOf(schema).flatMap((form) => fileNames.get(form as z.ZodType) ?? []);
    return name ? replace(tree, path, name.mayBeAbsent) : tree;
  }
  if (tree.kind === "list") {
    const element = elementOf(schema);
    const items = element && tree.items.map((item, index) => mapNames(element, item, [...path, index], replace));
    return items ? { ...tree, items } : tree;
  }
  const forms = formsOf(schema).filter(isMappingForm);
  const entries = [...tree.entries].map(([key, entry]): [string, Entry] => {
    const inner = forms.map((form) => schemaAt(form, key)).find((found) => found !== undefined);
    return [key, inner ? { ...entry, value: mapNames(inner, entry.value, [...path, key], replace) } : entry];
  });
  return { ...tree, entries: new Map(entries) };
}
