/** Problems of a configuration, as sentences. */
import { inspect } from "node:util";
import type { z } from "zod";
import { hexNumber } from "../../text/hex.ts";
import { isSecret } from "../../text/secret.ts";
import { likeliest, nearest, plain, withWords } from "../../text/suggest.ts";
import { fileShape } from "../schema/file-shape.ts";
import { keysAt } from "../schema/forms.ts";
import { printPath, settings, valueAt } from "../schema/settings.ts";

/** A configuration that cannot be used. The message has one line per problem. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** One problem, and the path to its cause. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly of: "value" | "key" | "missing";
  readonly sentence: string;
}

/**
 * Turns zod's issues into sentences. A missing key is not reported when a misspelled one takes its place.
 *
 * @param values the values that zod checked
 * @param shape their schema
 */
export function problemsOf(issues: readonly z.core.$ZodIssue[], values: unknown, shape: z.ZodType): Problem[] {
  const misspelt = new Set<string>();
  const problems = issues.flatMap(inForm).flatMap((issue): Problem[] => {
    if (issue.code !== "unrecognized_keys") return [problemOf(issue, values)];
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const { hint, meant } = meaning(issue.path, key, shape);
      if (meant !== undefined) misspelt.add(printPath([...issue.path, meant]));
      return { path, of: "key", sentence: `${printPath(path)} is not a setting; ${hint}` };
    });
  });
  return problems.filter(({ of, path }) => of !== "missing" || !misspelt.has(printPath(path)));
}

/** Replaces an issue of a union by those of the intended form: the one in which only inner values are wrong. */
function inForm(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const isWithin = ({ code, path }: z.core.$ZodIssue) =>
    path.length > 0 || code === "unrecognized_keys" || code === "custom";
  const meant = issue.errors.find((form) => form.every(isWithin));
  return meant?.flatMap((inner) => inForm({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}

function problemOf(issue: z.core.$ZodIssue, values: unknown): Problem {
  const name = printPath(issue.path);
  if (issue.code === "custom" && issue.params?.["sentence"]) {
    return { path: issue.path, of: "value", sentence: `${name}: ${issue.message}` };
  }
  if (issue.code === "invalid_key") {
    return { path: issue.path, of: "key", sentence: `${name}: expected ${issue.message}` };
  }
  const value = valueAt(values, issue.path);
  if (value === undefined) {
    return { path: issue.path, of: "missing", sentence: `${name} is missing; expected ${issue.message}` };
  }
  return {
    path: issue.path,
    of: "value",
    sentence: `${name} is ${isSecret(issue.path) ? "wrong" : show(value)}; expected ${issue.message}`,
  };
}

const NO_MERGE_KEYS =
  "YAML's merge keys are not read; extends: takes the settings of another file, and a machine's extends: those of a template";

function meaning(parent: readonly PropertyKey[], key: string, shape: z.ZodType) {
  if (key === "<<") return { meant: undefined, hint: NO_MERGE_KEYS };
  const known = keysAt(shape, parent);
  const similar = nearest(key, known);
  const here = similar === undefined ? withWords(key, known) : [similar];
  const guesses = here.length > 0 || shape !== fileShape ? here : elsewhere(parent, key);
  const isGuess = guesses.length > 0 && guesses.length <= MAX_GUESSES;
  const hint = isGuess ? `did you mean ${guesses.join(" or ")}?` : `expected one of ${likeliest(key, known)}`;
  return { meant: here.length === 1 ? here[0] : undefined, hint };
}

/** More guesses than this are worth less than the list of all. */
const MAX_GUESSES = 2;

/** The settings of this name outside of the section: those of sections for one at the top, and the reverse. */
function elsewhere(parent: readonly PropertyKey[], key: string): readonly string[] {
  if (parent.length > 1) return [];
  const here = plain(key);
  const places = settings().map(({ path }) => path);
  if (parent.length === 1) {
    return places.flatMap(([top = "", ...rest]) =>
      rest.length === 0 && plain(top) === here ? [`${top} at the top level`] : [],
    );
  }
  const whole = places.filter((path) => plain(path.join("")) === here);
  const inSections = places.filter((path) => path.length > 1 && plain(path.at(-1) ?? "") === here);
  return (whole.length > 0 ? whole : inSections).map(printPath);
}

const SHOWN_LENGTH = 60;

function show(value: unknown): string {
  if (Number.isSafeInteger(value) && Number(value) > 9) return `${value} (${hexNumber(Number(value), 1)})`;
  const text = typeof value === "string" ? JSON.stringify(value) : inspect(value, { breakLength: Infinity, depth: 1 });
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
