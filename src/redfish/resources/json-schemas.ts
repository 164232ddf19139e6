/** JSON schemas of the resources: where DMTF publishes them. */
import type { Endpoint } from "../endpoint.ts";
import { collection, type Json, ROOT, resource } from "../resource.ts";
import { SCHEMA_NAMES, schemaAddress, typeOf } from "../schemas.ts";

export const JSON_SCHEMAS = `${ROOT}/JsonSchemas`;

export function jsonSchemas(): Json {
  const members = SCHEMA_NAMES.map((name) => `${JSON_SCHEMAS}/${name}`);
  return collection(JSON_SCHEMAS, "JsonSchemaFileCollection", "JSON Schemas", members);
}

/** The file of a schema; undefined if the service uses none of this name. */
export function jsonSchema(name: string | undefined): Json | undefined {
  const schema = SCHEMA_NAMES.find((each) => each === name);
  return (
    schema &&
    resource(
      { at: `${JSON_SCHEMAS}/${schema}`, schema: "JsonSchemaFile", id: schema, name: `${schema} Schema File` },
      {
        Schema: typeOf(schema),
        Languages: ["en"],
        Location: [{ Language: "en", PublicationUri: schemaAddress(typeOf(schema)) }],
      },
    )
  );
}

export const jsonSchemaEndpoints: readonly Endpoint[] = [
  { path: JSON_SCHEMAS, get: jsonSchemas },
  { path: `${JSON_SCHEMAS}/:schema`, get: ({ params }) => jsonSchema(params["schema"]) },
];
