/** Checks a call. A complaint is a sentence that names the argument and says what to write instead. */
import { z } from "zod";
import { isSecret } from "../text/secret.ts";
import { nearest } from "../text/suggest.ts";
import { calls } from "./calls.ts";
import type { Call, Stream } from "./define-call.ts";
import { ControlError } from "./protocol.ts";

/** @throws ControlError unknownCall */
export function callNamed(name: string): Call | Stream {
  const known: Readonly<Record<string, Call | Stream>> = calls;
  const call = Object.hasOwn(known, name) ? known[name] : undefined;
  if (call) return call;
  const meant = nearest(name, Object.keys(known));
  const hint = meant ? `did you mean ${meant}?` : `there are ${Object.keys(known).join(", ")}`;
  throw new ControlError("unknownCall", `there is no call ${JSON.stringify(name)}; ${hint}`);
}

/** @throws ControlError badArgument for the first wrong argument */
export function checkArguments(name: string, call: Call | Stream, given: unknown): unknown {
  const result = call.arguments.safeParse(given ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw issue ? problemOf(name, call, issue, given) : new ControlError("badArgument", `${name}: wrong arguments`);
}

function problemOf(name: string, call: Call | Stream, issue: z.core.$ZodIssue, given: unknown): ControlError {
  if (issue.code === "unrecognized_keys") {
    const argument = z.core.toDotPath([...issue.path, issue.keys[0] ?? ""]);
    const known = namesAt(call.arguments, issue.path);
    const meant = nearest(issue.keys[0] ?? "", known);
    const none = issue.path.length === 0 ? "it takes none" : "see docs/calls.md";
    const expected = known.length > 0 ? `expected ${known.join(", ")}` : none;
    return bad(`${name}: there is no argument ${argument}; ${meant ? `did you mean ${meant}?` : expected}`, argument);
  }
  const argument = z.core.toDotPath(issue.path);
  if (issue.code === "custom" && issue.params?.["sentence"]) return bad(`${name}: ${issue.message}`, argument);
  if (argument === "") return bad(`${name}: expected ${issue.message}`, argument);
  const value = issue.path.reduce<unknown>((inside, key) => (inside as Record<PropertyKey, unknown>)?.[key], given);
  const expected = issue.message;
  if (value === undefined) {
    return new ControlError("badArgument", `${name}: ${argument} is missing; expected ${expected}`, {
      argument,
      expected,
    });
  }
  return bad(
    `${name}: ${argument} is ${isSecret(issue.path) ? "wrong" : shown(value)}; expected ${expected}`,
    argument,
  );
}

/** Schemas around another one. */
const WRAPPERS = [z.ZodLazy, z.ZodOptional, z.ZodDefault, z.ZodPrefault];

/** Names of the arguments at a path; empty where only the schema's own code knows them. */
function namesAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  if (WRAPPERS.some((wrapper) => schema instanceof wrapper)) return namesAt((schema as z.ZodLazy).unwrap(), path);
  if (!(schema instanceof z.ZodObject)) return [];
  const [key, ...inside] = path;
  return key === undefined ? Object.keys(schema.shape) : namesAt(schema.shape[String(key)], inside);
}

function bad(message: string, argument: string): ControlError {
  return new ControlError("badArgument", message, { argument: argument || undefined });
}

const SHOWN_LENGTH = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
