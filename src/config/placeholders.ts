/** `{name}`, `{index}`, `{number}` and `{9000 + index}` in the settings of one of several machines. */
import type { Complain } from "./overlay.ts";
import type { Entry, Mapping, Scalar, Tree } from "./tree.ts";

export interface OwnValues {
  readonly name: string;
  /** Among all machines of the file, from 0. */
  readonly index: number;
  /** What its name has in place of the range, as written there: "07". */
  readonly number: string | undefined;
}

const PLACEHOLDER = /\{(?:(\d+)\s*\+\s*)?(name|index|number)\}/g;

/** Commands have placeholders of their own. */
const EXCEPT = "oemCommands";

/** The same with the machine's own values in their place. */
export function withOwnValues(machine: Mapping, own: OwnValues, complain: Complain): Mapping {
  const { entries } = machine;
  const filled = [...entries].map(([key, entry]): [string, Entry] =>
    key === EXCEPT ? [key, entry] : [key, { ...entry, value: fill(entry.value, own, complain) }],
  );
  const result = { ...machine, entries: new Map(filled) };
  for (const { place, value } of doorsOf(result)) {
    const left = typeof value === "string" ? /\{[^}]*\}/.exec(value)?.[0] : undefined;
    if (left)
      complain(place, `listen: ${left} is no placeholder; expected {name}, {index}, {number} or {9000 + index}`);
  }
  return result;
}

function fill(tree: Tree, own: OwnValues, complain: Complain): Tree {
  if (tree.kind === "scalar") {
    if (typeof tree.value !== "string" || !tree.value.includes("{")) return tree;
    return { ...tree, value: tree.value.replaceAll(PLACEHOLDER, (...match) => textFor(match, tree, own, complain)) };
  }
  if (tree.kind === "list") return { ...tree, items: tree.items.map((item) => fill(item, own, complain)) };
  const entries = [...tree.entries].map(([key, entry]): [string, Entry] => [
    key,
    { ...entry, value: fill(entry.value, own, complain) },
  ]);
  return { ...tree, entries: new Map(entries) };
}

function textFor([all, sum, word]: readonly string[], { place }: Scalar, own: OwnValues, complain: Complain): string {
  const value = own[word as keyof OwnValues];
  if (value === undefined) {
    complain(place, `${all}: the machine's name has no number; expected a name with a range, such as vm[00-99]`);
    return sum ?? "0";
  }
  if (sum === undefined) return String(value);
  if (word !== "name") return String(Number(sum) + Number(value));
  complain(place, `${all}: a name cannot be added; expected {${sum} + index} or {${sum} + number}`);
  return sum;
}

function doorsOf({ entries }: Mapping): readonly Scalar[] {
  const listen = entries.get("listen")?.value;
  return listen?.kind === "list" ? listen.items.filter((item) => item.kind === "scalar") : [];
}
