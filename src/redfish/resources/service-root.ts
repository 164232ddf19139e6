/** The list of versions, the service root, and the OData service document (DSP0266 §9.2). */
import type { Endpoint } from "../endpoint.ts";
import { FEATURES } from "../query.ts";
import { link, MANAGER, ROOT, resource } from "../resource.ts";
import { typeOf } from "../schemas.ts";

/** Version of DSP0266 that the protocol follows. */
export const REDFISH_VERSION = "1.20.0";

const SERVICES = {
  Systems: `${ROOT}/Systems`,
  Chassis: `${ROOT}/Chassis`,
  Managers: `${ROOT}/Managers`,
  SessionService: `${ROOT}/SessionService`,
  AccountService: `${ROOT}/AccountService`,
  CertificateService: `${ROOT}/CertificateService`,
  EventService: `${ROOT}/EventService`,
  Tasks: `${ROOT}/TaskService`,
  UpdateService: `${ROOT}/UpdateService`,
  Registries: `${ROOT}/Registries`,
  JsonSchemas: `${ROOT}/JsonSchemas`,
} as const;
const SESSIONS = `${ROOT}/SessionService/Sessions`;

export const rootEndpoints: readonly Endpoint[] = [
  { path: "/redfish", isOpen: true, get: () => ({ v1: `${ROOT}/` }) },
  {
    path: ROOT,
    isOpen: true,
    get: ({ service: { machine } }) =>
      resource(
        { at: `${ROOT}/`, schema: "ServiceRoot", id: "RootService", name: "Root Service" },
        {
          RedfishVersion: REDFISH_VERSION,
          UUID: machine.bmc.options.guid,
          Product: "extern-bmc",
          ProtocolFeaturesSupported: FEATURES,
          ...Object.fromEntries(Object.entries(SERVICES).map(([name, at]) => [name, link(at)])),
          Links: { Sessions: link(SESSIONS), ManagerProvidingService: link(MANAGER) },
        },
      ),
  },
  {
    path: `${ROOT}/odata`,
    isOpen: true,
    get: () => ({
      "@odata.context": `${ROOT}/$metadata`,
      value: [
        { name: "Service", kind: "Singleton", url: `${ROOT}/` },
        ...Object.entries({ ...SERVICES, Sessions: SESSIONS }).map(([name, url]) => ({ name, kind: "Singleton", url })),
      ],
    }),
  },
];

/** The container of the metadata document extends the one of the root's schema. */
export const SERVICE_CONTAINER = `${typeOf("ServiceRoot")
  .slice(1)
  .replace(/\.ServiceRoot$/, "")}.ServiceContainer`;
