/** The resources that the shared door has itself: the root, the collections of machines, the sessions, and DMTF's publications. */
import { created, DONE } from "../changes.ts";
import { matched } from "../endpoint.ts";
import { message } from "../messages.ts";
import { readsOthers } from "../query.ts";
import { RedfishError, refusal } from "../redfish-error.ts";
import type { RedfishRequest, Reply } from "../request.ts";
import { collection, isJson, type Json, link, ROOT, resource } from "../resource.ts";
import { JSON_SCHEMAS, jsonSchema, jsonSchemas } from "../resources/json-schemas.ts";
import { METADATA } from "../resources/metadata.ts";
import { publishedRegistry, REGISTRIES, registries } from "../resources/registries.ts";
import { REDFISH_VERSION } from "../resources/service-root.ts";
import { credentialsIn } from "../resources/session-service.ts";
import type { Schema } from "../schemas.ts";
import { bodyOf } from "../service.ts";
import { DEFAULT_TIMEOUT_SECONDS } from "../sessions.ts";
import { biosRegistryOf, COLLECTIONS, type Collection } from "./names.ts";
import { isReading, queryOf, read, SHARED_FEATURES } from "./shared-queries.ts";
import type { SharedSession } from "./shared-sessions.ts";
import type { SharedCaller, SharedState } from "./shared-state.ts";

interface Call {
  readonly service: SharedState;
  readonly request: RedfishRequest;
  readonly params: Readonly<Record<string, string>>;
}

interface UserCall extends Call {
  readonly caller: SharedCaller;
}

interface SharedResource {
  readonly path: string;
  /** Reads it for anyone. */
  readonly show?: () => Json | string;
  readonly get?: (call: UserCall) => Json | undefined;
  /** Logs in. */
  readonly logIn?: (call: Call) => Reply;
  readonly delete?: (call: UserCall) => Reply;
}

const SERVICE = `${ROOT}/SessionService`;
const SESSIONS = `${SERVICE}/Sessions`;
const LINKS = { ...Object.fromEntries(COLLECTIONS.map((name) => [name, `${ROOT}/${name}`])), SessionService: SERVICE };
const PUBLISHED = { Registries: REGISTRIES, JsonSchemas: JSON_SCHEMAS };

const SCHEMAS = {
  Systems: "ComputerSystemCollection",
  Chassis: "ChassisCollection",
  Managers: "ManagerCollection",
} as const satisfies Readonly<Record<Collection, Schema>>;

function sessionOf({ id, name, peer, createdMs }: SharedSession): Json {
  return resource(
    { at: `${SESSIONS}/${id}`, schema: "Session", id, name: `Session ${id}` },
    {
      UserName: name,
      ClientOriginIPAddress: peer,
      CreatedTime: new Date(createdMs).toISOString(),
      SessionType: "Redfish",
    },
  );
}

/** A session with the caller's name and password. Those of others are not shown. */
function sessionIn({ service, params, caller }: UserCall): SharedSession | undefined {
  return service.sessions.of(caller).find(({ id }) => id === params["session"]);
}

function logIn({ service, request }: Call): Reply {
  const { name, password } = credentialsIn(bodyOf(request.body));
  const home = service.check({ name, password }, request.peer).name;
  const session = service.sessions.create({ name, password }, request.peer, home);
  if (!session) throw refusal(503, "SessionLimitExceeded");
  return created(sessionOf(session), { "X-Auth-Token": session.token });
}

const RESOURCES: readonly SharedResource[] = [
  { path: "/redfish", show: () => ({ v1: `${ROOT}/` }) },
  {
    path: ROOT,
    show: () =>
      resource(
        { at: `${ROOT}/`, schema: "ServiceRoot", id: "RootService", name: "Root Service" },
        {
          RedfishVersion: REDFISH_VERSION,
          Product: "extern-bmc",
          ProtocolFeaturesSupported: SHARED_FEATURES,
          ...Object.fromEntries(Object.entries({ ...LINKS, ...PUBLISHED }).map(([name, at]) => [name, link(at)])),
          Links: { Sessions: link(SESSIONS) },
        },
      ),
  },
  {
    path: `${ROOT}/odata`,
    show: () => ({
      "@odata.context": `${ROOT}/$metadata`,
      value: [
        { name: "Service", kind: "Singleton", url: `${ROOT}/` },
        ...Object.entries({ ...LINKS, ...PUBLISHED }).map(([name, url]) => ({ name, kind: "Singleton", url })),
      ],
    }),
  },
  { path: `${ROOT}/$metadata`, show: () => METADATA },
  {
    path: REGISTRIES,
    get: ({ service, caller }) =>
      registries(
        service
          .visibleTo(caller)
          .filter(({ bmc }) => bmc.bios)
          .map(({ name }) => biosRegistryOf(name)),
      ),
  },
  { path: `${REGISTRIES}/:registry`, get: ({ params }) => publishedRegistry(params["registry"]) },
  { path: JSON_SCHEMAS, get: jsonSchemas },
  { path: `${JSON_SCHEMAS}/:schema`, get: ({ params }) => jsonSchema(params["schema"]) },
  ...COLLECTIONS.map(
    (name): SharedResource => ({
      path: `${ROOT}/${name}`,
      get: ({ service, caller }) =>
        collection(
          `${ROOT}/${name}`,
          SCHEMAS[name],
          name,
          service.visibleTo(caller).map((machine) => `${ROOT}/${name}/${machine.name}`),
        ),
    }),
  ),
  {
    path: SERVICE,
    get: () =>
      resource(
        { at: SERVICE, schema: "SessionService", id: "SessionService", name: "Session Service" },
        {
          Status: { State: "Enabled", Health: "OK" },
          ServiceEnabled: true,
          SessionTimeout: DEFAULT_TIMEOUT_SECONDS,
          Sessions: link(SESSIONS),
        },
      ),
  },
  {
    path: SESSIONS,
    get: ({ service, caller }) =>
      collection(
        SESSIONS,
        "SessionCollection",
        "Sessions",
        service.sessions.of(caller).map(({ id }) => `${SESSIONS}/${id}`),
      ),
    logIn,
  },
  { path: `${SESSIONS}/Members`, logIn },
  {
    path: `${SESSIONS}/:session`,
    get(call) {
      const session = sessionIn(call);
      return session && sessionOf(session);
    },
    delete(call) {
      const session = sessionIn(call);
      if (session) call.service.sessions.end(session);
      return DONE;
    },
  },
];

export interface SharedPlace {
  readonly resource: SharedResource;
  readonly params: Readonly<Record<string, string>>;
}

export function sharedPlace(path: string): SharedPlace | undefined {
  for (const shared of RESOURCES) {
    const params = matched(shared.path, path);
    if (params) return { resource: shared, params };
  }
  return undefined;
}

/** Answers a request that needs no log-in; undefined if it needs one. */
export function openReply({ resource: shared, params }: SharedPlace, service: SharedState, request: RedfishRequest) {
  const call = { service, request, params };
  if (request.method === "POST" && shared.logIn) return withHeaders(shared, shared.logIn(call));
  if (!isReading(request) || !shared.show || readsOthers(queryOf(request))) return undefined;
  return withHeaders(shared, read(shared.show(), request));
}

/** Answers a user's request. @throws RedfishError 404, 405 */
export function userReply(
  place: SharedPlace,
  service: SharedState,
  request: RedfishRequest,
  caller: SharedCaller,
): Reply {
  const { resource: shared, params } = place;
  const call = { service, request, params, caller };
  const body = bodyFor(shared, call);
  if (shared.get && !body) throw refusal(404, "ResourceMissingAtURI", request.url);
  const others = { read: (at: string) => bodyAt(at, call), inTurn: service.inTurn };
  if (body && isReading(request)) return withHeaders(shared, read(body, request, others));
  if (request.method === "DELETE" && shared.delete) return withHeaders(shared, shared.delete(call));
  throw new RedfishError(405, [message("OperationNotAllowed")], { Allow: methodsOf(shared) });
}

function bodyFor(shared: SharedResource, call: UserCall): Json | string | undefined {
  return shared.get ? shared.get(call) : shared.show?.();
}

/** Reads another resource for the same user: one of a machine, or one of the shared door. */
function bodyAt(path: string, call: UserCall): Json | undefined {
  const place = sharedPlace(path.replace(/\/$/, ""));
  if (!place) return call.service.readAt(path, call.caller);
  const body = bodyFor(place.resource, { ...call, params: place.params });
  return isJson(body) ? body : undefined;
}

function withHeaders(shared: SharedResource, reply: Reply): Reply {
  const headed = (each: Reply) => ({ ...each, headers: { Allow: methodsOf(shared), ...each.headers } });
  const { underWay } = reply;
  return underWay ? { ...reply, underWay: underWay.then((other) => other && headed(other)) } : headed(reply);
}

function methodsOf(shared: SharedResource): string {
  const reading = shared.get || shared.show ? ["GET", "HEAD"] : [];
  return [...reading, ...(shared.logIn ? ["POST"] : []), ...(shared.delete ? ["DELETE"] : [])].join(", ");
}
