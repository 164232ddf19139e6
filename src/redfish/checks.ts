/** Checks of request bodies: every problem is found before anything changes. */
import { isSecret } from "../text/secret.ts";
import { timeIn } from "./date-time.ts";
import { type Message, message } from "./messages.ts";
import { RedfishError } from "./redfish-error.ts";
import { isJson, type Json } from "./resource.ts";

/** The words for problems with a property, or with a parameter of an action. */
export interface Wording {
  unknown(name: string): Message;
  type(value: string, name: string): Message;
  list(value: string, name: string): Message;
  missing(name: string): Message;
}

export type Check<T> = (value: unknown, name: string, wording: Wording) => { readonly value: T } | Message;
export interface Shape {
  readonly [name: string]: Check<unknown> | Shape;
}
export type Checked<S extends Shape> = {
  readonly [K in keyof S]?: S[K] extends Check<infer T> ? T : S[K] extends Shape ? Checked<S[K]> : never;
};
/** Values of which those with these names are there. */
type Having<T, K extends keyof T> = T & { readonly [Name in K]-?: Exclude<T[Name], undefined> };

export function oneOf<const T extends string>(values: readonly T[]): Check<T> {
  return (given, name, wording) => {
    if (typeof given !== "string") return wording.type(shown(given), name);
    const value = values.find((each) => each === given);
    return value === undefined ? wording.list(given, name) : { value };
  };
}

export const flag: Check<boolean> = (value, name, wording) =>
  typeof value === "boolean" ? { value } : wording.type(shown(value), name);

/** Text of up to `most` characters. */
export function text(most: number): Check<string> {
  return (value, name, wording) => {
    const said = isSecret([name]) ? "(not shown)" : shown(value);
    if (typeof value !== "string") return wording.type(said, name);
    return value.length <= most ? { value } : message("StringValueTooLong", [said, `${most}`]);
  };
}

/** A list of up to `most` texts, each of up to `most` characters. */
export function textList(most: number): Check<readonly string[]> {
  return (value, name, wording) => {
    const texts = Array.isArray(value) && value.every((each): each is string => typeof each === "string") && value;
    if (!texts) return wording.type(shown(value), name);
    const isShort = texts.length <= most && texts.every(({ length }) => length <= most);
    return isShort ? { value: texts } : message("StringValueTooLong", [name, `${most}`]);
  };
}

export function integer(least: number, most: number): Check<number> {
  return (value, name, wording) => {
    if (typeof value !== "number" || !Number.isInteger(value)) return wording.type(shown(value), name);
    return value >= least && value <= most ? { value } : message("PropertyValueOutOfRange", [`${value}`, name]);
  };
}

/** IPMI times have 32 bits. */
const TIMES = 2 ** 32;

/** A time, as whole seconds since 1970. */
export const dateTime: Check<number> = (value, name, wording) => {
  if (typeof value !== "string") return wording.type(shown(value), name);
  const seconds = Math.floor((timeIn(value) ?? Number.NaN) / 1000);
  if (seconds >= 0 && seconds < TIMES) return { value: seconds };
  return message("PropertyValueFormatError", [shown(value), name]);
};

const SHOWN = 64;

/** The beginning of a value that a client sent. */
export function shown(value: unknown): string {
  if (typeof value === "string") return value.slice(0, SHOWN);
  try {
    return JSON.stringify(value).slice(0, SHOWN);
  } catch {
    // JSON.parse takes deeper nesting than JSON.stringify.
    return "(nested too deeply)";
  }
}

/**
 * Checks the properties of a PATCH or POST. `present`: the resource, whose other properties are read-only.
 * @throws RedfishError 400 with all problems
 */
export function properties<S extends Shape>(shape: S, body: Json, present: Json = {}): Checked<S> {
  const problems: Message[] = [];
  const values = walk(shape, body, present, "", propertyWording(present), problems);
  if (problems.length > 0) throw new RedfishError(400, problems);
  return values as Checked<S>;
}

/** Returns the values, which have those with the given names. @throws RedfishError 400 that names all that are missing */
export function required<T extends object, K extends keyof T & string>(
  values: T,
  ...names: readonly K[]
): Having<T, K> {
  const missing = names.filter((name) => values[name] === undefined);
  if (missing.length === 0) return values as Having<T, K>;
  throw new RedfishError(
    400,
    missing.map((name) => message("PropertyMissing", [name])),
  );
}

/** Checks the parameters of an action, and that those are there that it needs. @throws RedfishError 400 with all problems */
export function parameters<S extends Shape, K extends keyof S & string = never>(
  action: string,
  shape: S,
  body: Json,
  ...needed: readonly K[]
): Having<Checked<S>, K> {
  const problems: Message[] = [];
  const wording: Wording = {
    unknown: (name) => message("ActionParameterUnknown", [action, name]),
    type: (value, name) => message("ActionParameterValueTypeError", [value, name, action]),
    list: (value, name) => message("ActionParameterValueNotInList", [value, name, action]),
    missing: (name) => message("ActionParameterMissing", [action, name]),
  };
  // HPE's clients repeat the action's name.
  const { Action: repeated, ...own } = body;
  const isRepeated = repeated === action || repeated === action.split(".").at(-1);
  const values = walk(shape, isRepeated ? own : body, {}, "", wording, problems);
  problems.push(...needed.filter((name) => body[name] === undefined).map((name) => wording.missing(name)));
  if (problems.length > 0) throw new RedfishError(400, problems);
  return values as Having<Checked<S>, K>;
}

function propertyWording(present: Json): Wording {
  const isPresent = (name: string) =>
    name.split("/").reduce<unknown>((inside, key) => valueIn(inside, key), present) !== undefined;
  return {
    unknown: (name) => message(isPresent(name) ? "PropertyNotWritable" : "PropertyUnknown", [name]),
    type: (value, name) => message("PropertyValueTypeError", [value, name]),
    list: (value, name) => message("PropertyValueNotInList", [value, name]),
    missing: (name) => message("PropertyMissing", [name]),
  };
}

/** The value of an own property: `toString` is not one. */
function valueIn(object: unknown, key: string): unknown {
  return isJson(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}

function walk(shape: Shape, body: Json, present: Json, at: string, wording: Wording, problems: Message[]): Json {
  const values: Record<string, unknown> = {};
  for (const [key, given] of Object.entries(body)) {
    // Annotations, as a client that sends back what it read has them.
    if (key.includes("@")) continue;
    const name = `${at}${key}`;
    const check = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (!check) problems.push({ ...wording.unknown(name), RelatedProperties: [`/${name}`] });
    else if (typeof check === "function") {
      const result = check(given, name, wording);
      if ("value" in result) values[key] = result.value;
      else problems.push({ ...result, RelatedProperties: [`/${name}`] });
    } else if (isJson(given)) values[key] = walk(check, given, present, `${name}/`, wording, problems);
    else problems.push({ ...wording.type(shown(given), name), RelatedProperties: [`/${name}`] });
  }
  return values;
}
