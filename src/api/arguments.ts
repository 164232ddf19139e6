/** A request → the arguments of its call: those in the path, and the others from the query or the body. */
import { z } from "zod";
import { ControlError } from "../control/protocol.ts";
import { isObject } from "../text/is-object.ts";
import type { Operation } from "./operations.ts";

export interface Given {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly body: unknown;
}

/** @throws ControlError badArgument */
export function argumentsOf(operation: Operation, { path, query, body }: Given): Readonly<Record<string, unknown>> {
  const rest = operation.hasBody ? objectIn(body ?? {}) : converted(operation, query);
  const twice = Object.keys(path).find((name) => Object.hasOwn(rest, name));
  if (twice !== undefined) {
    throw new ControlError("badArgument", `${operation.name}: ${twice} is given twice; expected it in the path only`, {
      argument: twice,
    });
  }
  return { ...rest, ...converted(operation, path) };
}

function objectIn(body: unknown): Readonly<Record<string, unknown>> {
  if (isObject(body)) return body;
  throw new ControlError("badArgument", "the body is not a JSON object; expected the arguments of the call");
}

/** Converts text from a path or a query to the arguments' types. The check reports text that does not fit. */
function converted(operation: Operation, texts: Given["query"]): Readonly<Record<string, unknown>> {
  const { properties = {} } = argumentsSchema(operation);
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, typed(text, properties[name])]));
}

function typed(text: string | readonly string[], { type, items }: JsonSchema = {}): unknown {
  if (type === "array") return [text].flat().map((each) => typed(each, items));
  if (typeof text !== "string") return text;
  const isNumber = (type === "integer" || type === "number") && /^(?:0x[0-9a-f]+|-?\d+(?:\.\d+)?)$/i.test(text);
  if (isNumber) return Number(text);
  return type === "boolean" && /^(?:true|false)$/.test(text) ? text === "true" : text;
}

export interface JsonSchema {
  readonly type?: string;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

const schemas = new Map<string, JsonSchema>();

/** Returns the JSON Schema of a call's arguments, as a client writes them. */
export function argumentsSchema({ name, call }: Operation): JsonSchema {
  const made =
    schemas.get(name) ?? (z.toJSONSchema(call.arguments, { io: "input", unrepresentable: "any" }) as JsonSchema);
  schemas.set(name, made);
  return made;
}
