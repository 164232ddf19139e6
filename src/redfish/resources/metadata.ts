/** `$metadata`: the schemas in use, as CSDL references to DMTF's copies (DSP0266 §9.2.2). */
import type { Endpoint } from "../endpoint.ts";
import { ROOT } from "../resource.ts";
import { folderOf, PUBLISHED, SCHEMA_NAMES, type Schema, versioned } from "../schemas.ts";
import { SERVICE_CONTAINER } from "./service-root.ts";

function reference(schema: Schema): string {
  const version = versioned(schema);
  const file = version === schema ? schema : `${schema}_v1`;
  const names = version === schema ? [schema] : [schema, version];
  const includes = names.map((name) => `<edmx:Include Namespace="${name}"/>`).join("");
  return `  <edmx:Reference Uri="${folderOf(schema)}/${file}.xml">${includes}</edmx:Reference>`;
}

/** Schemas that others refer to. */
const SHARED = ["Resource", "RedfishExtensions"]
  .map((name) => {
    const version = name === "Resource" ? "" : ".v1_0_0";
    return `  <edmx:Reference Uri="${PUBLISHED}/${name}_v1.xml"><edmx:Include Namespace="${name}${version}"/></edmx:Reference>`;
  })
  .join("\n");

export const METADATA = `<?xml version="1.0" encoding="UTF-8"?>
<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0">
${SCHEMA_NAMES.map(reference).join("\n")}
${SHARED}
  <edmx:DataServices>
    <Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="Service">
      <EntityContainer Name="Service" Extends="${SERVICE_CONTAINER}"/>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>
`;

export const metadataEndpoints: readonly Endpoint[] = [
  { path: `${ROOT}/$metadata`, isOpen: true, get: () => METADATA },
];
