/** Recognizes settings that were read before. */
import { hash } from "node:crypto";
import { type Mapping, type Tree, valuesOf } from "./tree.ts";

/** Returns a text that other settings, or other contents of the files that they name, do not have. */
export function fingerprintOf({ entries }: Mapping, fileDigests: readonly string[]): string {
  const sections = [...entries].map(([key, { value }]) => [key, sectionPrint(value)]);
  return hash("sha256", JSON.stringify([sections, fileDigests]), "base64");
}

const known = new WeakMap<Tree, string>();

/** Remembered, because machines share most of their settings. */
function sectionPrint(tree: Tree): string {
  const before = known.get(tree);
  if (before !== undefined) return before;
  const print = hash("sha256", JSON.stringify(valuesOf(tree), withEveryNumber) ?? "undefined", "base64");
  known.set(tree, print);
  return print;
}

/** JSON has no infinity and no NaN. */
function withEveryNumber(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? { number: String(value) } : value;
}
