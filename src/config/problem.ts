/** What is wrong with a configuration, in sentences. */
import { inspect } from "node:util";
import type { z } from "zod";
import { nearest } from "./nearest.ts";
import { keysAt, printPath, settings, valueAt } from "./settings.ts";

/** The configuration cannot be used. The message has one line for every problem. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** One thing that is wrong, and the place of what caused it. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly of: "value" | "key";
  readonly sentence: string;
}

/** Turns what zod found into sentences; `values` is what it looked at. */
export function problemsOf(issue: z.core.$ZodIssue, values: unknown): Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...issue.path, key], of: "key", sentence: unknownKey(issue.path, key) }));
  }
  if (issue.code === "custom" && issue.params?.["sentence"]) {
    return [{ path: issue.path, of: "value", sentence: `${printPath(issue.path)}: ${issue.message}` }];
  }
  if (issue.code === "invalid_key") {
    return [{ path: issue.path, of: "key", sentence: `${printPath(issue.path)}: expected ${issue.message}` }];
  }
  const value = valueAt(values, issue.path);
  const is = value === undefined ? "is missing" : `is ${show(value)}`;
  return [{ path: issue.path, of: "value", sentence: `${printPath(issue.path)} ${is}; expected ${issue.message}` }];
}

function unknownKey(parent: readonly PropertyKey[], key: string): string {
  const known = keysAt(parent);
  const elsewhere = settings.filter(({ path }) => path.at(-1) === key).map(({ path }) => printPath(path));
  const meant = nearest(key, known) ?? elsewhere[0];
  const hint = meant ? `did you mean ${meant}?` : `expected one of ${known.join(", ")}`;
  return `${printPath([...parent, key])} is no setting; ${hint}`;
}

const SHOWN_LENGTH = 60;

function show(value: unknown): string {
  if (Number.isSafeInteger(value) && Number(value) > 9) return `${value} (0x${Number(value).toString(16)})`;
  const text = typeof value === "string" ? JSON.stringify(value) : inspect(value, { breakLength: Infinity, depth: 1 });
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
