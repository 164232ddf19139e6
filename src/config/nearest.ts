/** "Did you mean": the name somebody was after when they wrote another. */
import { distance } from "fastest-levenshtein";

/** Case and separators aside. */
export const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** The closest of `names`, case and separators aside; undefined when a third or more of the letters would have to change. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((candidate) => ({ candidate, edits: distance(plain(name), plain(candidate)) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, plain(candidate).length / 3))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.candidate;
}
