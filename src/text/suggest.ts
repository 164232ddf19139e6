/** Suggestions for a name that does not exist: "did you mean". */
import { distance } from "fastest-levenshtein";

/** Lists with more names than this are cut: a daemon may have thousands of machines. */
const MAX_SHOWN = 12;

/** The letters and digits of a name, in lower case. Names that agree in these count as equal. */
export const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** Edits between two names, case and separators aside; two neighbors in the wrong order ("nmae") are one. */
function edits(one: string, other: string): number {
  const [a, b] = [plain(one), plain(other)];
  if (a === b) return 0;
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  const swapped = `${a.slice(0, at)}${a[at + 1] ?? ""}${a[at]}${a.slice(at + 2)}`;
  return swapped === b ? 1 : distance(a, b);
}

/** The closest of `names`, case and separators aside; undefined when a third or more of the letters would have to change. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((candidate) => ({ candidate, count: edits(name, candidate) }))
    .filter(({ candidate, count }) => count <= Math.max(1, plain(candidate).length / 3))
    .sort((a, b) => a.count - b.count);
  return ranked[0]?.candidate;
}

/** The names that have every word of `name`, or a longer or shorter form of it: "cert" is in "certFile" and "certificate". */
export function withWords(name: string, names: readonly string[]): readonly string[] {
  const wanted = wordsOf(name);
  return names.filter((candidate) => {
    const words = wordsOf(candidate);
    return wanted.length > 0 && wanted.every((word) => words.some((other) => sameWord(word, other)));
  });
}

const wordsOf = (name: string): readonly string[] =>
  name
    .split(/(?=[A-Z])|[^A-Za-z0-9]+/)
    .map(plain)
    .filter((word) => word !== "");

/** Shortest beginning that stands for a word: "max", "dir". */
const ABBREVIATION = 3;

function sameWord(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < ABBREVIATION) return one === other;
  return one.startsWith(other) || other.startsWith(one);
}

/** "vm0, vm1", at most the first twelve and the number of the others; "none" for an empty list. */
export function namesInWords(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const shown = names.slice(0, MAX_SHOWN).join(", ");
  return names.length > MAX_SHOWN ? `${shown} and ${names.length - MAX_SHOWN} more` : shown;
}

/** "name, net and 40 more": all of a short list in its order, and of a long one those that are most like `wanted`. */
export function likeliest(wanted: string, names: readonly string[]): string {
  if (names.length <= MAX_SHOWN) return namesInWords(names);
  return namesInWords(names.toSorted((a, b) => edits(wanted, a) - edits(wanted, b)));
}

/** A hint for `wanted`: all names after `intro`, or the nearest one where there are too many to list. */
export function insteadOf(wanted: string, names: readonly string[], intro: string): string {
  const meant = names.length > MAX_SHOWN ? nearest(wanted, names) : undefined;
  const before = names.length === 1 ? intro.replace(/ one of$/, "") : intro;
  return meant === undefined ? `${before} ${namesInWords(names)}` : `did you mean ${meant}?`;
}
