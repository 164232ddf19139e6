/** Written values with the place of every key and value, kept through every merge. Trees are immutable. */

/** A file, a variable or a flag. */
export interface Source {
  readonly name: string;
  /** The directory that file names are relative to; undefined for the one the daemon is started in. */
  readonly directory?: string;
  /**
   * Formats a place for people: `file:line:column`, only the file for a negative offset, or the name of a variable or
   * flag.
   */
  at(offset: number): string;
}

export interface Place {
  readonly source: Source;
  /** In characters from the start; -1 for the file as a whole. */
  readonly offset: number;
}

export interface Scalar {
  readonly kind: "scalar";
  readonly value: unknown;
  /** HEX for a number written in hex. */
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
  /** The mapping that was merged over a base to make this one. */
  readonly change?: Mapping;
  /** The name in the base that this element was probably meant to change. */
  readonly meant?: string;
}

export interface Entry {
  readonly keyPlace?: Place | undefined;
  readonly value: Tree;
}

export type Tree = Scalar | List | Mapping;

export const EMPTY: Mapping = { kind: "mapping", entries: new Map() };

/** Returns the plain values. With `known`, trees that share a part share its values too. */
export function valuesOf(tree: Tree, known?: WeakMap<Tree, unknown>): unknown {
  if (tree.kind === "scalar") return tree.value;
  const before = known?.get(tree);
  if (before) return before;
  const values =
    tree.kind === "list"
      ? tree.items.map((item) => valuesOf(item, known))
      : Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, valuesOf(value, known)]));
  known?.set(tree, values);
  return values;
}

/** Makes a tree from plain values, all at `place`. */
export function treeOf(value: unknown, place?: Place): Tree {
  if (Array.isArray(value)) return { kind: "list", items: value.map((item) => treeOf(item, place)), place };
  if (typeof value !== "object" || value === null) return { kind: "scalar", value, place };
  const entries = Object.entries(value).map(([key, inner]) => [key, { keyPlace: place, value: treeOf(inner, place) }]);
  return { kind: "mapping", entries: new Map(entries as [string, Entry][]), place };
}

/** Returns the mapping with changed entries; `undefined` removes one. */
export function withEntries(mapping: Mapping, changes: Readonly<Record<string, Entry | undefined>>): Mapping {
  const entries = new Map(mapping.entries);
  for (const [key, entry] of Object.entries(changes)) {
    if (entry) entries.set(key, entry);
    else entries.delete(key);
  }
  return { ...mapping, entries };
}

/** Replaces the values inside. Returns the tree itself when nothing changes. */
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

/** Returns the entry's text or number; undefined for any other value. */
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

/** Returns the place of the value or key at a path. For an absent one, returns the key around it. */
export function placeOf(tree: Tree, path: readonly PropertyKey[], of: "value" | "key"): Place | undefined {
  const entry = entryAt(tree, path);
  if (entry && path.length > 0) {
    const { keyPlace, value } = entry;
    return of === "key" ? (keyPlace ?? value.place) : (value.place ?? keyPlace);
  }
  return path.length > 0 ? placeOf(tree, path.slice(0, -1), "key") : tree.place;
}

/**
 * Returns the place of a change to something around the value at `path`; undefined when the change set the value
 * itself.
 */
export function changeAround(tree: Tree, path: readonly PropertyKey[]): Place | undefined {
  for (let length = path.length - 1; length > 0; length--) {
    const around = entryAt(tree, path.slice(0, length))?.value;
    if (around?.kind !== "mapping" || !around.change) continue;
    return entryAt(around.change, path.slice(length)) ? undefined : around.change.place;
  }
  return undefined;
}
