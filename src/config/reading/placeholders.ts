/**
 * The placeholders `{name}`, `{index}`, `{number}` and `{9000 + index}` in the settings of a machine under `machines`.
 */
import type { Complain } from "./complaints.ts";
import { type Mapping, mapInner, type Scalar, type Tree } from "./tree.ts";

export interface OwnValues {
  readonly name: string;
  /** Position among all machines of the file, from 0. */
  readonly index: number;
  /** The machine's part of the range in its name, as written: "07". */
  readonly number: string | undefined;
}

const PLACEHOLDER = /\{(?:(\d+)\s*\+\s*)?(name|index|number)\}/g;

/** OEM commands have placeholders of their own. */
const EXCEPT = "oemCommands";

/** Settings whose value is a number: a placeholder makes text of the others. */
const NUMERIC = "port";

/** Returns the machine with its own values in place of the placeholders. */
export function withOwnValues(machine: Mapping, own: OwnValues, complain: Complain): Mapping {
  const filled = mapInner(machine, (value, key) =>
    key === EXCEPT ? value : fill(value, own, complain, key),
  ) as Mapping;
  for (const { place, value } of doorsOf(filled)) {
    const left = typeof value === "string" ? /\{[^}]*\}/.exec(value)?.[0] : undefined;
    if (left)
      complain(place, `listen: ${left} is not a placeholder; expected {name}, {index}, {number} or {9000 + index}`);
  }
  return filled;
}

function fill(tree: Tree, own: OwnValues, complain: Complain, key?: PropertyKey): Tree {
  if (!mentionsOwn(tree)) return tree;
  if (tree.kind !== "scalar") return mapInner(tree, (value, key) => fill(value, own, complain, key));
  const value = String(tree.value).replaceAll(PLACEHOLDER, (...match) => textFor(match, tree, own, complain));
  return { ...tree, value: key === NUMERIC && /^\d+$/.test(value) ? Number(value) : value };
}

const known = new WeakMap<Tree, boolean>();

/** Whether there may be a placeholder inside. Remembered, because machines share most of their settings. */
function mentionsOwn(tree: Tree): boolean {
  if (tree.kind === "scalar") return typeof tree.value === "string" && tree.value.includes("{");
  const before = known.get(tree);
  if (before !== undefined) return before;
  const inner = tree.kind === "list" ? tree.items : [...tree.entries.values()].map(({ value }) => value);
  const mentions = inner.some(mentionsOwn);
  known.set(tree, mentions);
  return mentions;
}

function textFor([all, sum, word]: readonly string[], { place }: Scalar, own: OwnValues, complain: Complain): string {
  const value = own[word as keyof OwnValues];
  if (value === undefined) {
    complain(place, `${all}: the machine's name has no number; expected a name with a range, such as vm[00-99]`);
    return sum ?? "0";
  }
  if (sum === undefined) return String(value);
  if (word !== "name") return String(Number(sum) + Number(value));
  complain(place, `${all}: a name is not a number; expected {${sum} + index} or {${sum} + number}`);
  return sum;
}

function doorsOf({ entries }: Mapping): readonly Scalar[] {
  const listen = entries.get("listen")?.value;
  const lan = entries.get("lan")?.value;
  const lanDoor = lan?.kind === "mapping" ? lan.entries.get("listen")?.value : undefined;
  const doors = [...(listen?.kind === "list" ? listen.items : []), ...(lanDoor ? [lanDoor] : [])];
  return doors.filter((item) => item.kind === "scalar");
}
