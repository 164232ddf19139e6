/** Words of a $filter expression (DSP0266 §7.3.4). */

export type Literal = string | number | boolean | null;

export type Token =
  /** An operator or a parenthesis. */
  | { readonly kind: "mark"; readonly text: string; readonly place: number }
  | { readonly kind: "literal"; readonly value: Literal; readonly place: number }
  | { readonly kind: "path"; readonly keys: readonly string[]; readonly place: number };

/** The expression is wrong at this character, from 1. */
export class FilterError extends Error {
  constructor(place: number, expected: string) {
    super(`At character ${place}: expected ${expected}.`);
  }
}

const MARKS: ReadonlySet<string> = new Set(["(", ")", "and", "or", "not", "eq", "ne", "gt", "ge", "lt", "le"]);
const CONSTANTS: ReadonlyMap<string, Literal> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** Text in single quotes, in which two of them stand for one; a number; a parenthesis; an operator, constant or path. */
const TOKEN =
  /'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)(?![\w.])|([()])|([a-z_@#][\w@#.]*(?:\/[\w@#.]+)*)|(\S)/gi;

/** @throws FilterError for a character that begins no token, and for more than `most` tokens */
export function tokensOf(text: string, most: number): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const place = match.index + 1;
    if (tokens.length === most) throw new FilterError(place, `at most ${most} words`);
    tokens.push(tokenOf(match, place));
  }
  return tokens;
}

function tokenOf([all, quoted, number, parenthesis, word]: RegExpExecArray, place: number): Token {
  if (quoted !== undefined) return { kind: "literal", value: quoted.replaceAll("''", "'"), place };
  if (number !== undefined) return { kind: "literal", value: Number(number), place };
  if (parenthesis === undefined && word === undefined) {
    throw new FilterError(place, all === "'" ? "a quote at the end of the text" : "a property, a value or an operator");
  }
  if (MARKS.has(all)) return { kind: "mark", text: all, place };
  const constant = CONSTANTS.get(all);
  return constant === undefined
    ? { kind: "path", keys: all.split("/"), place }
    : { kind: "literal", value: constant, place };
}
