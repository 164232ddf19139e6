/** Registries: where DMTF publishes those of messages, and where the service has the one of BIOS attributes. */
import type { Endpoint } from "../endpoint.ts";
import { EVENT_REGISTRY } from "../event-record.ts";
import { BASE_REGISTRY } from "../messages.ts";
import { collection, ROOT, resource } from "../resource.ts";
import { ATTRIBUTE_REGISTRY, BIOS_REGISTRY, BIOS_REGISTRY_AT, BIOS_REGISTRY_FILE } from "./bios-registry.ts";

const AT = `${ROOT}/Registries`;
const PUBLISHED = "http://redfish.dmtf.org/registries";

/** Versions by name. */
const REGISTRIES: ReadonlyMap<string, string> = new Map([
  ["Base", BASE_REGISTRY],
  ["ResourceEvent", EVENT_REGISTRY],
]);

export const registryEndpoints: readonly Endpoint[] = [
  {
    path: AT,
    get: ({ service: { machine } }) =>
      collection(AT, "MessageRegistryFileCollection", "Registries", [
        ...[...REGISTRIES.keys()].map((name) => `${AT}/${name}`),
        ...(machine.bmc.bios ? [BIOS_REGISTRY_FILE] : []),
      ]),
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
  {
    path: `${AT}/:registry`,
    get({ params }) {
      const name = params["registry"] ?? "";
      const version = REGISTRIES.get(name);
      return (
        version &&
        resource(
          { at: `${AT}/${name}`, schema: "MessageRegistryFile", id: name, name: `${name} Message Registry` },
          {
            Registry: version.replace(/\.\d+$/, ""),
            Languages: ["en"],
            Location: [{ Language: "en", PublicationUri: `${PUBLISHED}/${version}.json` }],
          },
        )
      );
    },
  },
];
