/** Every path of the service. */
import { type Endpoint, matched } from "./endpoint.ts";
import { accountEndpoints } from "./resources/accounts.ts";
import { chassisEndpoints } from "./resources/chassis.ts";
import { eventEndpoints } from "./resources/event-service.ts";
import { jsonSchemaEndpoints } from "./resources/json-schemas.ts";
import { logEndpoints } from "./resources/log-service.ts";
import { managerEndpoints } from "./resources/manager.ts";
import { networkEndpoints } from "./resources/manager-network.ts";
import { metadataEndpoints } from "./resources/metadata.ts";
import { powerEndpoints } from "./resources/power.ts";
import { registryEndpoints } from "./resources/registries.ts";
import { sensorEndpoints } from "./resources/sensors.ts";
import { rootEndpoints } from "./resources/service-root.ts";
import { sessionEndpoints } from "./resources/session-service.ts";
import { systemEndpoints } from "./resources/system.ts";
import { taskEndpoints } from "./resources/task-service.ts";
import { thermalEndpoints } from "./resources/thermal.ts";
import { updateEndpoints } from "./resources/update-service.ts";

export const ENDPOINTS: readonly Endpoint[] = [
  ...rootEndpoints,
  ...metadataEndpoints,
  ...sessionEndpoints,
  ...accountEndpoints,
  ...systemEndpoints,
  ...logEndpoints,
  ...chassisEndpoints,
  ...sensorEndpoints,
  ...powerEndpoints,
  ...thermalEndpoints,
  ...managerEndpoints,
  ...networkEndpoints,
  ...eventEndpoints,
  ...taskEndpoints,
  ...updateEndpoints,
  ...registryEndpoints,
  ...jsonSchemaEndpoints,
];

export interface Place {
  readonly endpoint: Endpoint;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the endpoint of a path, which may end with a slash. */
export function found(path: string): Place | undefined {
  const plain = decoded(path).replace(/\/$/, "");
  for (const endpoint of ENDPOINTS) {
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
