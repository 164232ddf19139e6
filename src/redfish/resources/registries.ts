/** Message registries: where DMTF publishes them. */
import type { Endpoint } from "../endpoint.ts";
import { BASE_REGISTRY } from "../messages.ts";
import { collection, ROOT, resource } from "../resource.ts";

const AT = `${ROOT}/Registries`;
const PUBLISHED = "http://redfish.dmtf.org/registries";
const BASE = `${AT}/Base`;

export const registryEndpoints: readonly Endpoint[] = [
  { path: AT, get: () => collection(AT, "MessageRegistryFileCollection", "Registries", [BASE]) },
  {
    path: BASE,
    get: () =>
      resource(
        { at: BASE, schema: "MessageRegistryFile", id: "Base", name: "Base Message Registry" },
        {
          Registry: BASE_REGISTRY.replace(/\.\d+$/, ""),
          Languages: ["en"],
          Location: [{ Language: "en", PublicationUri: `${PUBLISHED}/${BASE_REGISTRY}.json` }],
        },
      ),
  },
];
