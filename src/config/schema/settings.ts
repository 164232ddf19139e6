/** The schema as a list of settings: the keys of each, and its environment variable. */
import { z } from "zod";
import { fileShape } from "./file-shape.ts";

export interface Setting {
  /** Keys from the top: `["device", "id"]`. */
  readonly path: readonly string[];
  readonly schema: z.ZodType;
  readonly description: string;
}

let known: readonly Setting[] | undefined;

/** Returns every setting that is not a mapping, in the schema's order. */
export function settings(): readonly Setting[] {
  known ??= settingsOf(fileShape, []);
  return known;
}

function settingsOf(shape: z.ZodObject, parent: readonly string[]): Setting[] {
  return Object.entries(shape.shape).flatMap(([key, outer]) => {
    const path = [...parent, key];
    const group = groupOf(outer);
    return group ? settingsOf(group, path) : [{ path, schema: required(outer), description: outer.description ?? "" }];
  });
}

/** Returns the mapping that a schema describes before transformation; undefined when it describes no mapping. */
function groupOf(schema: z.core.$ZodType): z.ZodObject | undefined {
  const inner = written(schema);
  return inner instanceof z.ZodObject ? inner : undefined;
}

/** Returns the schema of the written value, before transformation. */
function written(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = required(schema);
  return inner instanceof z.ZodPipe ? written(inner.in) : inner;
}

/** Returns the schema without default and without optionality. */
export function required(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodLazy) return required(schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return required(schema.unwrap());
  }
  return schema as z.ZodType;
}

export function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inside, key) => (inside as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key], values);
}

/** Formats `["oemCommands", 0, "netFn"]` as `oemCommands[0].netFn`. */
export function printPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${String(key)}`))
    .join("");
}
