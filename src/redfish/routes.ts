/** Every path of the service. */
import { type Endpoint, matched } from "./endpoint.ts";
import { accountEndpoints } from "./resources/accounts.ts";
import { biosEndpoints } from "./resources/bios.ts";
import { biosRegistryEndpoints } from "./resources/bios-registry.ts";
import { bootOptionEndpoints } from "./resources/boot-options.ts";
import { certificateEndpoints } from "./resources/certificates.ts";
import { chassisEndpoints } from "./resources/chassis.ts";
import { eventEndpoints } from "./resources/event-service.ts";
import { jsonSchemaEndpoints } from "./resources/json-schemas.ts";
import { logEndpoints } from "./resources/log-service.ts";
import { managerEndpoints } from "./resources/manager.ts";
import { networkEndpoints } from "./resources/manager-network.ts";
import { memoryEndpoints } from "./resources/memory.ts";
import { metadataEndpoints } from "./resources/metadata.ts";
import { powerEndpoints } from "./resources/power.ts";
import { powerSupplyEndpoints } from "./resources/power-supplies.ts";
import { processorEndpoints } from "./resources/processors.ts";
import { registryEndpoints } from "./resources/registries.ts";
import { secureBootEndpoints } from "./resources/secure-boot.ts";
import { sensorEndpoints } from "./resources/sensors.ts";
import { serialEndpoints } from "./resources/serial-interfaces.ts";
import { rootEndpoints } from "./resources/service-root.ts";
import { sessionEndpoints } from "./resources/session-service.ts";
import { storageEndpoints } from "./resources/storage.ts";
import { subscriptionEndpoints } from "./resources/subscriptions.ts";
import { systemEndpoints } from "./resources/system.ts";
import { systemNetworkEndpoints } from "./resources/system-network.ts";
import { taskEndpoints } from "./resources/task-service.ts";
import { thermalEndpoints } from "./resources/thermal.ts";
import { updateEndpoints } from "./resources/update-service.ts";
import { mediaEndpoints } from "./resources/virtual-media.ts";

export const ENDPOINTS: readonly Endpoint[] = [
  ...rootEndpoints,
  ...metadataEndpoints,
  ...sessionEndpoints,
  ...accountEndpoints,
  ...systemEndpoints,
  ...processorEndpoints,
  ...memoryEndpoints,
  ...systemNetworkEndpoints,
  ...storageEndpoints,
  ...biosEndpoints,
  ...secureBootEndpoints,
  ...bootOptionEndpoints,
  ...logEndpoints,
  ...chassisEndpoints,
  ...sensorEndpoints,
  ...powerEndpoints,
  ...powerSupplyEndpoints,
  ...thermalEndpoints,
  ...managerEndpoints,
  ...networkEndpoints,
  ...certificateEndpoints,
  ...serialEndpoints,
  ...mediaEndpoints,
  ...eventEndpoints,
  ...subscriptionEndpoints,
  ...taskEndpoints,
  ...updateEndpoints,
  ...registryEndpoints,
  ...biosRegistryEndpoints,
  ...jsonSchemaEndpoints,
];

export interface Place {
  readonly endpoint: Endpoint;
  readonly params: Readonly<Record<string, string>>;
}

/** Endpoints without variable parts, by path. */
const FIXED = new Map(ENDPOINTS.map((endpoint) => [endpoint.path, endpoint]));
const VARIABLE = ENDPOINTS.filter(({ path }) => path.includes("/:"));

/** Finds the endpoint of a path, which may end with a slash. */
export function found(path: string): Place | undefined {
  const plain = decoded(path).replace(/\/$/, "");
  const fixed = plain.includes(":") ? undefined : FIXED.get(plain);
  if (fixed) return { endpoint: fixed, params: {} };
  for (const endpoint of VARIABLE) {
    const params = matched(endpoint.path, plain);
    if (params) return { endpoint, params };
  }
  return undefined;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
