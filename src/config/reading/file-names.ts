/**
 * Settings that name a file. A name in a file is relative to that file; others are relative to the directory the daemon
 * is started in.
 */
import { resolve } from "node:path";
import { z } from "zod";
import { readRegularFile, unreadable } from "../../regular-file.ts";
import { elementOf, formsOf, isMappingForm, schemaAt } from "../schema/forms.ts";
import { printPath } from "../schema/settings.ts";
import { fileNames } from "../values/values.ts";
import type { Problem } from "./problem.ts";
import { type Mapping, mapInner, type Scalar, type Tree } from "./tree.ts";

type Path = readonly PropertyKey[];
type Schema = z.core.$ZodType;
type Replace = (name: Scalar, path: Path, mayBeAbsent: boolean) => Scalar;

/** Returns the tree with absolute names for those that a file sets. */
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
      readRegularFile(String(scalar.value));
    } catch (error) {
      problems.push({ path, of: "value", sentence: `${printPath(path)} is ${scalar.value}: ${unreadable(error)}` });
    }
    return scalar;
  });
  return problems;
}

/** Returns the tree with each file name replaced by `replace`. */
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

/**
 * Whether the schema contains a file name. Looking builds the schema, so it is used only where a setting has a value.
 */
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
