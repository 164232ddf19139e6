/** What is written, with the place of every value and key, through every merge. Trees are never changed. */

/** A file, a variable or a flag. */
export interface Source {
  readonly name: string;
  /** What file names in it are relative to; undefined for the directory that the daemon is started in. */
  readonly directory?: string;
  /** For a person: `file:line:column`, the file alone if `offset` is negative, or the name of a variable or flag. */
  at(offset: number): string;
}

export interface Place {
  readonly source: Source;
  /** Characters from the start; of the file as a whole -1. */
  readonly offset: number;
}

export interface Scalar {
  readonly kind: "scalar";
  readonly value: unknown;
  /** How a number was written: HEX. */
  readonly format?: string | undefined;
  readonly place?: Place | undefined;
}

export interface List {
  readonly kind: "list";
  readonly items: readonly Tree[];
  readonly place?: Place | undefined;
}

export interface Mapping {
  readonly kind: "mapping";
  readonly entries: ReadonlyMap<string, Entry>;
  readonly place?: Place | undefined;
  /** What was laid over a base to make it. */
  readonly change?: Mapping;
  /** What it was perhaps to change, when its name is that of nothing in the base. */
  readonly meant?: string;
}

export interface Entry {
  readonly keyPlace?: Place | undefined;
  readonly value: Tree;
}

export type Tree = Scalar | List | Mapping;

export const EMPTY: Mapping = { kind: "mapping", entries: new Map() };

/** The values alone. */
export function valuesOf(tree: Tree): unknown {
  if (tree.kind === "scalar") return tree.value;
  if (tree.kind === "list") return tree.items.map(valuesOf);
  return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, valuesOf(value)]));
}

/** Values that were not read from a file; all of them stand at `place`. */
export function treeOf(value: unknown, place?: Place): Tree {
  if (Array.isArray(value)) return { kind: "list", items: value.map((item) => treeOf(item, place)), place };
  if (typeof value !== "object" || value === null) return { kind: "scalar", value, place };
  const entries = Object.entries(value).map(([key, inner]) => [key, { keyPlace: place, value: treeOf(inner, place) }]);
  return { kind: "mapping", entries: new Map(entries as [string, Entry][]), place };
}

/** The same mapping with other entries; `undefined` takes one out. */
export function withEntries(mapping: Mapping, changes: Readonly<Record<string, Entry | undefined>>): Mapping {
  const entries = new Map(mapping.entries);
  for (const [key, entry] of Object.entries(changes)) {
    if (entry) entries.set(key, entry);
    else entries.delete(key);
  }
  return { ...mapping, entries };
}

/** The same with other values inside; the tree itself where all stay as they are. */
export function mapInner(tree: Tree, replace: (value: Tree, key: PropertyKey) => Tree): Tree {
  if (tree.kind === "scalar") return tree;
  if (tree.kind === "list") {
    const items = tree.items.map(replace);
    return items.every((item, index) => item === tree.items[index]) ? tree : { ...tree, items };
  }
  const changes: Record<string, Entry> = {};
  for (const [key, entry] of tree.entries) {
    const value = replace(entry.value, key);
    if (value !== entry.value) changes[key] = { ...entry, value };
  }
  return Object.keys(changes).length > 0 ? withEntries(tree, changes) : tree;
}

/** The value of an entry that is text or a number, else undefined. */
export function scalarAt(mapping: Mapping, key: string): unknown {
  const entry = mapping.entries.get(key)?.value;
  return entry?.kind === "scalar" ? entry.value : undefined;
}

export function entryAt(tree: Tree, path: readonly PropertyKey[]): Entry | undefined {
  let entry: Entry | undefined = { value: tree };
  for (const key of path) {
    if (entry?.value.kind === "mapping") entry = entry.value.entries.get(String(key));
    else if (entry?.value.kind === "list") entry = itemAt(entry.value, key);
    else return undefined;
  }
  return entry;
}

function itemAt({ items }: List, key: PropertyKey): Entry | undefined {
  const value = items[Number(key)];
  return value && { keyPlace: value.place, value };
}

/** Where the value or key at a path stands, or the key of what is around it if it is absent. */
export function placeOf(tree: Tree, path: readonly PropertyKey[], of: "value" | "key"): Place | undefined {
  const entry = entryAt(tree, path);
  if (entry && path.length > 0) {
    const { keyPlace, value } = entry;
    return of === "key" ? (keyPlace ?? value.place) : (value.place ?? keyPlace);
  }
  return path.length > 0 ? placeOf(tree, path.slice(0, -1), "key") : tree.place;
}

/** The place that changed something around the value at `path`, but not the value itself. */
export function changeAround(tree: Tree, path: readonly PropertyKey[]): Place | undefined {
  for (let length = path.length - 1; length > 0; length--) {
    const around = entryAt(tree, path.slice(0, length))?.value;
    if (around?.kind !== "mapping" || !around.change) continue;
    return entryAt(around.change, path.slice(length)) ? undefined : around.change.place;
  }
  return undefined;
}
