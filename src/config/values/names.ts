/** Names for codes. Words may be joined in any way: "power supply", powerSupply, power-supply. */

import { z } from "zod";
import { hexNumber } from "../../text/hex.ts";
import { nearest, plain } from "../../text/suggest.ts";
import { lazily } from "./values.ts";

export type Codes = Readonly<Record<string, number>>;

/** Numbers names by their place in the list. Messages show the first name for a code. */
export function byPlace(names: readonly string[]): Codes {
  return Object.fromEntries(names.map((name, code) => [name, code]));
}

export function codeOf(name: string, codes: Codes): number | undefined {
  if (Object.hasOwn(codes, name)) return codes[name];
  const wanted = plain(name);
  const found = Object.keys(codes).find((known) => plain(known) === wanted);
  return found === undefined ? undefined : codes[found];
}

/** Returns a sentence about an unknown name; `noun` is the kind of thing that it should name. */
export function unknownName(noun: string, name: string, codes: Codes): string {
  const names = Object.keys(codes);
  const meant = nearest(name, names);
  const hint = meant === undefined ? `expected one of ${names.join(", ")}` : `did you mean ${meant}?`;
  return `there is no ${noun} ${JSON.stringify(name)}; ${hint}`;
}

/** Schema of a code up to `max`, or a name for it. */
export function codeOrName(noun: string, codes: Codes, max: number) {
  return lazily(() => makeCodeOrName(noun, codes, max));
}

function makeCodeOrName(noun: string, codes: Codes, max: number) {
  const names = Object.keys(codes);
  const allowed = `a code from 0 to ${hexNumber(max)}, or one of ${names.join(", ")}`;
  const code = z.int(allowed).min(0, allowed).max(max, allowed);
  // The enum lets editors offer the names.
  return z.union([code, z.enum(names), z.string()], allowed).transform((written, context) => {
    const found = typeof written === "number" ? written : codeOf(written, codes);
    if (found !== undefined) return found;
    context.addIssue({
      code: "custom",
      message: unknownName(noun, String(written), codes),
      params: { sentence: true },
    });
    return z.NEVER;
  });
}
