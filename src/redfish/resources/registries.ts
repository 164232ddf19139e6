/** Message registries: where DMTF publishes them. */
import type { Endpoint } from "../endpoint.ts";
import { EVENT_REGISTRY } from "../event-record.ts";
import { BASE_REGISTRY } from "../messages.ts";
import { collection, ROOT, resource } from "../resource.ts";

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
    get: () =>
      collection(
        AT,
        "MessageRegistryFileCollection",
        "Registries",
        [...REGISTRIES.keys()].map((name) => `${AT}/${name}`),
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
