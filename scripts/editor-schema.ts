/** config/schema.json: what an editor is told, which sees one file and not what that extends. */
import { identifiedLists } from "../src/config/reading/identity.ts";
import type { JsonSchema } from "./default-yaml.ts";

const WHOLE_FILE = { $ref: "#" };
/** A machine's name, with a range perhaps. */
const NAMES = "^[\\w.-]*(\\[\\d+-\\d+\\])?[\\w.-]*$";

/** A machine, or a template of some, may say whatever a file may. */
export function editorSchema(schema: JsonSchema): object {
  const { properties } = joinable(schema);
  const templates = { ...properties?.["templates"], additionalProperties: WHOLE_FILE };
  const machines = { ...properties?.["machines"], items: WHOLE_FILE };
  const name = { ...properties?.["name"], pattern: NAMES };
  return { ...schema, properties: { ...properties, name, templates, machines } };
}

const REMOVE: object = {
  description: "true: takes the element of the base out; all, alone: takes all out.",
  enum: [true, "all"],
};

/**
 * An element that changes one of the base leaves out what that one says, and may take it out. A mapping of which every
 * line is a comment is null.
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
