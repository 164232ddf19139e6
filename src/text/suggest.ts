/** Suggestions for a name that does not exist: "did you mean". */
import { distance } from "fastest-levenshtein";

/** Lists with more names than this are cut: a daemon may have thousands of machines. */
const MOST_SHOWN = 12;

/** The letters and digits of a name, in lower case. Names that agree in these count as equal. */
export const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** The closest of `names`, case and separators aside; undefined when a third or more of the letters would have to change. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((candidate) => ({ candidate, edits: distance(plain(name), plain(candidate)) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, plain(candidate).length / 3))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.candidate;
}

/** "vm0, vm1", at most the first twelve and the number of the others; "none" for an empty list. */
export function namesInWords(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const shown = names.slice(0, MOST_SHOWN).join(", ");
  return names.length > MOST_SHOWN ? `${shown} and ${names.length - MOST_SHOWN} more` : shown;
}

/** A hint for `wanted`: all names after `intro`, or the nearest one where there are too many to list. */
export function insteadOf(wanted: string, names: readonly string[], intro: string): string {
  const meant = names.length > MOST_SHOWN ? nearest(wanted, names) : undefined;
  return meant === undefined ? `${intro} ${namesInWords(names)}` : `did you mean ${meant}?`;
}
