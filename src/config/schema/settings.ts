/** The schema seen as a list of settings: which keys stand where, and which environment variable means which of them. */
import { z } from "zod";
import { fileShape } from "./file-shape.ts";

export interface Setting {
  /** Keys from the top: `["device", "id"]`. */
  readonly path: readonly string[];
  readonly schema: z.ZodType;
  readonly description: string;
}

let known: readonly Setting[] | undefined;

/** Every setting that is no mapping, in the order of the schema. */
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

/** The mapping that a schema describes, whatever becomes of it afterwards; undefined when it describes none. */
function groupOf(schema: z.core.$ZodType): z.ZodObject | undefined {
  const inner = written(schema);
  return inner instanceof z.ZodObject ? inner : undefined;
}

/** The schema of what people write, before it is transformed. */
function written(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = required(schema);
  return inner instanceof z.ZodPipe ? written(inner.in) : inner;
}

/** The schema without its default, and without the permission to be left out. */
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

/** `["oemCommands", 0, "netFn"]` → `oemCommands[0].netFn`. */
export function printPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${String(key)}`))
    .join("");
}
