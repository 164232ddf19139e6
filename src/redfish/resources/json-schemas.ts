/** JSON schemas of the resources: where DMTF publishes them. */
import type { Endpoint } from "../endpoint.ts";
import { collection, ROOT, resource } from "../resource.ts";
import { SCHEMA_NAMES, schemaAddress, typeOf } from "../schemas.ts";

const AT = `${ROOT}/JsonSchemas`;

export const jsonSchemaEndpoints: readonly Endpoint[] = [
  {
    path: AT,
    get: () =>
      collection(
        AT,
        "JsonSchemaFileCollection",
        "JSON Schemas",
        SCHEMA_NAMES.map((name) => `${AT}/${name}`),
      ),
  },
  {
    path: `${AT}/:schema`,
    get({ params }) {
      const schema = SCHEMA_NAMES.find((name) => name === params["schema"]);
      return (
        schema &&
        resource(
          { at: `${AT}/${schema}`, schema: "JsonSchemaFile", id: schema, name: `${schema} Schema File` },
          {
            Schema: typeOf(schema),
            Languages: ["en"],
            Location: [{ Language: "en", PublicationUri: schemaAddress(typeOf(schema)) }],
          },
        )
      );
    },
  },
];
