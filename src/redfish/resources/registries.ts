/** Registries: where DMTF publishes those of messages, and where the service has the one of BIOS attributes. */
import type { Endpoint } from "../endpoint.ts";
import { EVENT_REGISTRY } from "../event-record.ts";
import { BASE_REGISTRY } from "../messages.ts";
import { collection, type Json, ROOT, resource } from "../resource.ts";
import { ATTRIBUTE_REGISTRY, BIOS_REGISTRY, BIOS_REGISTRY_AT, BIOS_REGISTRY_FILE } from "./bios-registry.ts";

export const REGISTRIES = `${ROOT}/Registries`;
const PUBLISHED = "http://redfish.dmtf.org/registries";

/** Versions by name. */
const VERSIONS: ReadonlyMap<string, string> = new Map([
  ["Base", BASE_REGISTRY],
  ["ResourceEvent", EVENT_REGISTRY],
]);

/** The collection of registries: the published ones, and `others`. */
export function registries(others: readonly string[]): Json {
  const published = [...VERSIONS.keys()].map((name) => `${REGISTRIES}/${name}`);
  return collection(REGISTRIES, "MessageRegistryFileCollection", "Registries", [...published, ...others]);
}

/** The file of a published registry; undefined if the service uses none of this name. */
export function publishedRegistry(name = ""): Json | undefined {
  const version = VERSIONS.get(name);
  return version === undefined
    ? undefined
    : resource(
        { at: `${REGISTRIES}/${name}`, schema: "MessageRegistryFile", id: name, name: `${name} Message Registry` },
        {
          Registry: version.replace(/\.\d+$/, ""),
          Languages: ["en"],
          Location: [{ Language: "en", PublicationUri: `${PUBLISHED}/${version}.json` }],
        },
      );
}

export const registryEndpoints: readonly Endpoint[] = [
  {
    path: REGISTRIES,
    get: ({ service: { machine } }) => registries(machine.bmc.bios ? [BIOS_REGISTRY_FILE] : []),
  },
  {
    path: BIOS_REGISTRY_FILE,
    get: ({ service: { machine } }) =>
      machine.bmc.bios &&
      resource(
        { at: BIOS_REGISTRY_FILE, schema: "MessageRegistryFile", id: BIOS_REGISTRY, name: "BIOS Attribute Registry" },
        {
          Registry: ATTRIBUTE_REGISTRY,
          Languages: ["en"],
          Location: [{ Language: "en", Uri: BIOS_REGISTRY_AT }],
        },
      ),
  },
  { path: `${REGISTRIES}/:registry`, get: ({ params }) => publishedRegistry(params["registry"]) },
];
