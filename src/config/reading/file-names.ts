/**
 * Settings that name a file. A name in a file is relative to that file; others are relative to the directory the daemon
 * is started in.
 */
import { resolve } from "node:path";
import { z } from "zod";
import { elementOf, formsOf, isMappingForm, schemaAt } from "../schema/forms.ts";
import { fileNames } from "../values/values.ts";
import { type Mapping, mapInner, type Scalar, type Tree } from "./tree.ts";

type Path = readonly PropertyKey[];
type Schema = z.core.$ZodType;
type Replace = (name: Scalar, path: Path, mayBeAbsent: boolean) => Scalar;

/** A file that must exist. */
export interface NamedFile {
  readonly path: Path;
  readonly name: string;
}

/** Returns the tree with absolute names for those that a file sets. */
export function withAbsoluteNames(shape: z.ZodObject, tree: Mapping): Mapping {
  const absolute = (name: Scalar): Scalar => {
    const directory = name.place?.source.directory;
    return directory === undefined ? name : { ...name, value: resolve(directory, String(name.value)) };
  };
  return mapNames(shape, tree, [], absolute) as Mapping;
}

/** Returns the files that settings name, except those that may be absent. */
export function namedFiles(shape: z.ZodObject, tree: Mapping): readonly NamedFile[] {
  const files: NamedFile[] = [];
  mapNames(shape, tree, [], (name, path, mayBeAbsent) => {
    if (!mayBeAbsent) files.push({ path, name: String(name.value) });
    return name;
  });
  return files;
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
    return inner && mentionsFiles(inner) && hasNames(inner, value)
      ? mapNames(inner, value, [...path, key], replace)
      : value;
  });
}

const withNames = new WeakMap<Schema, WeakMap<Tree, boolean>>();

/** Whether a file is named inside. Remembered, because machines share most of their settings. */
function hasNames(schema: Schema, tree: Tree): boolean {
  const known = withNames.get(schema) ?? new WeakMap<Tree, boolean>();
  withNames.set(schema, known);
  let has = known.get(tree);
  if (has !== undefined) return has;
  has = false;
  mapNames(schema, tree, [], (name) => {
    has = true;
    return name;
  });
  known.set(tree, has);
  return has;
}

const mentioning = new WeakMap<Schema, boolean>();

/**
 * Whether the schema contains a file name. Looking builds the schema, so it is used only where a setting has a value.
 */
function mentionsFiles(schema: Schema): boolean {
  const before = mentioning.get(schema);
  if (before !== undefined) return before;
  const mentions = formsOf(schema).some((form) => {
    if (form instanceof z.ZodObject) return Object.values(form.shape).some(mentionsFiles);
    if (form instanceof z.ZodRecord) return mentionsFiles(form.valueType);
    return form instanceof z.ZodArray ? mentionsFiles(form.element) : fileNames.get(form as z.ZodType) !== undefined;
  });
  mentioning.set(schema, mentions);
  return mentions;
}
