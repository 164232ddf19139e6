/** Text of config/schema.json, the schema for editors. An editor sees one file, not the files that it extends. */
import { identifiedLists } from "../src/config/reading/identity.ts";
import type { JsonSchema } from "./default-yaml.ts";

const WHOLE_FILE = { $ref: "#" };
/** Pattern of a machine's name, which may have a range. */
const NAMES = "^[\\w.-]*(\\[\\d+-\\d+\\])?[\\w.-]*$";

/** Returns the schema for editors: a machine or a template may have every setting of a file. */
export function editorSchema(schema: JsonSchema): object {
  const { properties } = joinable(schema);
  const templates = { ...properties?.["templates"], additionalProperties: WHOLE_FILE };
  const machines = { ...properties?.["machines"], items: WHOLE_FILE };
  const name = { ...properties?.["name"], pattern: NAMES };
  return { ...schema, properties: { ...properties, name, templates, machines } };
}

const REMOVE: object = {
  description: "true removes the element of the base; all, alone, removes every element.",
  enum: [true, "all"],
};

/**
 * Returns the schema of an element that may change an element of the base: it can omit required settings, and can
 * remove the base's element. A mapping whose lines are all comments is null.
 */
function joinable(schema: JsonSchema): JsonSchema {
  if (!schema.properties) return schema;
  const properties = Object.entries(schema.properties).map(([key, inner]): [string, JsonSchema] => {
    if (!identifiedLists.includes(key) || !inner.items?.properties) return [key, orNull(joinable(inner))];
    const { required: _, ...element } = joinable(inner.items);
    const items: JsonSchema = { ...element, properties: { ...element.properties, remove: REMOVE } };
    return [key, { ...inner, items }];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}

function orNull(schema: JsonSchema): JsonSchema {
  return schema.properties ? { ...schema, type: ["object", "null"] } : schema;
}
