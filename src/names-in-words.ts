/** Which names there are, for who gave another, or none: a daemon may have thousands of machines. */
import { nearest } from "./config/nearest.ts";

const MOST_SHOWN = 12;

/** All of a few, else the first of them and how many more. */
export function namesInWords(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const shown = names.slice(0, MOST_SHOWN).join(", ");
  return names.length > MOST_SHOWN ? `${shown} and ${names.length - MOST_SHOWN} more` : shown;
}

/** What to write instead of `wanted`: where there are many, the nearest. */
export function insteadOf(wanted: string, names: readonly string[], intro: string): string {
  const meant = names.length > MOST_SHOWN ? nearest(wanted, names) : undefined;
  return meant === undefined ? `${intro} ${namesInWords(names)}` : `did you mean ${meant}?`;
}
