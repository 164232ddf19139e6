/** Names for codes, however their words are joined: "power supply", powerSupply, power-supply. */

import { z } from "zod";
import { hexNumber } from "../../text/hex.ts";
import { nearest, plain } from "../../text/suggest.ts";
import { lazily } from "./values.ts";

export type Codes = Readonly<Record<string, number>>;

/** The first name for a code is the one that messages show. */
export function byPlace(names: readonly string[]): Codes {
  return Object.fromEntries(names.map((name, code) => [name, code]));
}

export function codeOf(name: string, codes: Codes): number | undefined {
  if (Object.hasOwn(codes, name)) return codes[name];
  const wanted = plain(name);
  const found = Object.keys(codes).find((known) => plain(known) === wanted);
  return found === undefined ? undefined : codes[found];
}

/** What to say of a name that means nothing; `noun` is what it should have been a name of. */
export function unknownName(noun: string, name: string, codes: Codes): string {
  const names = Object.keys(codes);
  const meant = nearest(name, names);
  const hint = meant === undefined ? `expected one of ${names.join(", ")}` : `did you mean ${meant}?`;
  return `there is no ${noun} ${JSON.stringify(name)}; ${hint}`;
}

/** A code up to `max`, or a name for one. */
export function codeOrName(noun: string, codes: Codes, max: number) {
  return lazily(() => makeCodeOrName(noun, codes, max));
}

function makeCodeOrName(noun: string, codes: Codes, max: number) {
  const names = Object.keys(codes);
  const allowed = `a code from 0 to ${hexNumber(max)}, or one of ${names.join(", ")}`;
  const code = z.int(allowed).min(0, allowed).max(max, allowed);
  // The names once more, so that editors offer them.
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
