/** Settings that name a file: relative to the file they stand in, or to the directory that the daemon is started in. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { elementOf, formsOf, isMappingForm, schemaAt } from "../schema/forms.ts";
import { printPath } from "../schema/settings.ts";
import { fileNames } from "../values/values.ts";
import type { Problem } from "./problem.ts";
import { reason } from "./reason.ts";
import { type Mapping, mapInner, type Scalar, type Tree } from "./tree.ts";

type Path = readonly PropertyKey[];
type Schema = z.core.$ZodType;
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
function mapNames(schema: Schema, tree: Tree, path: Path, replace: Replace): Tree {
  const forms = formsOf(schema);
  if (tree.kind === "scalar") {
    if (typeof tree.value !== "string") return tree;
    const [name] = forms.flatMap((form) => fileNames.get(form as z.ZodType) ?? []);
    return name ? replace(tree, path, name.mayBeAbsent) : tree;
  }
  const innerOf = (key: PropertyKey) =>
    tree.kind === "list"
      ? elementOf(schema)
      : forms.filter(isMappingForm).flatMap((form) => schemaAt(form, String(key)) ?? [])[0];
  return mapInner(tree, (value, key) => {
    const inner = innerOf(key);
    return inner && mentionsFiles(inner) ? mapNames(inner, value, [...path, key], replace) : value;
  });
}

const known = new WeakMap<Schema, boolean>();

/** Whether there is a file name in what it describes. Not asked of all that there is: it builds what it looks at. */
function mentionsFiles(schema: Schema): boolean {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const mentions = formsOf(schema).some((form) => {
    if (form instanceof z.ZodObject) return Object.values(form.shape).some(mentionsFiles);
    if (form instanceof z.ZodRecord) return mentionsFiles(form.valueType);
    return form instanceof z.ZodArray ? mentionsFiles(form.element) : fileNames.get(form as z.ZodType) !== undefined;
  });
  known.set(schema, mentions);
  return mentions;
}
