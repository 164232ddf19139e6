/** Views of the schema for a writer of values: the forms that a value may have, and the schema at a key. */
import { z } from "zod";
import { required } from "./settings.ts";

type Schema = z.core.$ZodType;

/** Returns every form in which a value may be written, before transformation; what z.preprocess makes of it counts as such. */
export function formsOf(schema: Schema): readonly Schema[] {
  const form = required(schema);
  if (form instanceof z.ZodPipe) return formsOf(form.in instanceof z.ZodTransform ? form.out : form.in);
  return form instanceof z.ZodUnion ? form.options.flatMap(formsOf) : [form];
}

/** Returns the only form that is a mapping, with fixed or free keys; undefined when there are several or none. */
export function mappingForm(schema: Schema | undefined): z.ZodObject | z.ZodRecord | undefined {
  const forms = mappingForms(schema);
  return forms.length === 1 ? forms[0] : undefined;
}

function mappingForms(schema: Schema | undefined): readonly (z.ZodObject | z.ZodRecord)[] {
  return schema ? formsOf(schema).filter(isMappingForm) : [];
}

export function isMappingForm(form: Schema): form is z.ZodObject | z.ZodRecord {
  return form instanceof z.ZodObject || form instanceof z.ZodRecord;
}

/** Returns the schema at a key of such a mapping. */
export function schemaAt(form: z.ZodObject | z.ZodRecord, key: string): Schema | undefined {
  if (form instanceof z.ZodRecord) return form.valueType;
  return Object.hasOwn(form.shape, key) ? form.shape[key] : undefined;
}

/** Returns the schema of a list's elements; undefined when no form is a list. */
export function elementOf(schema: Schema | undefined): Schema | undefined {
  const list = schema && formsOf(schema).find((form) => form instanceof z.ZodArray);
  return list?.element;
}

/**
 * Returns the keys that the mapping at `path` below `schema` may have, in all of its forms. Empty when no mapping is
 * allowed there.
 */
export function keysAt(schema: Schema, path: readonly PropertyKey[]): readonly string[] {
  let here: Schema | undefined = schema;
  for (const key of path) {
    const inner: readonly Schema[] = mappingForms(here).flatMap((form) => schemaAt(form, String(key)) ?? []);
    here = inner[0] ?? elementOf(here);
  }
  const keys = mappingForms(here).flatMap((form) => (form instanceof z.ZodObject ? Object.keys(form.shape) : []));
  return [...new Set(keys)];
}
