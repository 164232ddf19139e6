/** The session service: log-in by POST to Sessions (DSP0266 §13.3.4). */
import { userFor } from "../authenticate.ts";
import { changed, created, DONE } from "../changes.ts";
import { integer, properties, required, text } from "../checks.ts";
import type { Endpoint } from "../endpoint.ts";
import { refusal } from "../redfish-error.ts";
import type { Context } from "../request.ts";
import { collection, type Json, link, ROOT, resource } from "../resource.ts";
import type { RedfishSession } from "../sessions.ts";

const SERVICE = `${ROOT}/SessionService`;
const SESSIONS = `${SERVICE}/Sessions`;

/** Limits of SessionTimeout in its schema. */
const TIMEOUT = integer(30, 86_400);
const CONTEXT_SIZE = 256;
const CREDENTIAL_SIZE = 64;

function serviceOf({ service: { sessions } }: Context): Json {
  return resource(
    { at: SERVICE, schema: "SessionService", id: "SessionService", name: "Session Service" },
    {
      Status: { State: "Enabled", Health: "OK" },
      ServiceEnabled: true,
      SessionTimeout: sessions.timeoutSeconds,
      Sessions: link(SESSIONS),
    },
  );
}

function sessionOf({ id, user, peer, context, createdMs }: RedfishSession): Json {
  return resource(
    { at: `${SESSIONS}/${id}`, schema: "Session", id, name: `Session ${id}` },
    {
      UserName: user.name,
      ClientOriginIPAddress: peer,
      CreatedTime: new Date(createdMs).toISOString(),
      SessionType: "Redfish",
      ...(context !== undefined && { Context: context }),
    },
  );
}

/** The credentials in a log-in. @throws RedfishError 400 */
export function credentialsIn(body: Json) {
  const shape = { UserName: text(CREDENTIAL_SIZE), Password: text(CREDENTIAL_SIZE), Context: text(CONTEXT_SIZE) };
  const {
    UserName: name,
    Password: password,
    Context: context,
  } = required(properties(shape, body), "UserName", "Password");
  return { name, password, context };
}

function logIn({ service, peer }: Context, body: Json) {
  const { name, password, context } = credentialsIn(body);
  const session = service.sessions.create(userFor(service, name, password, peer), peer, context);
  if (!session) throw refusal(503, "SessionLimitExceeded");
  return created(sessionOf(session), { "X-Auth-Token": session.token });
}

function sessionIn({ service, params }: Context): RedfishSession | undefined {
  return service.sessions.byId(params["session"] ?? "");
}

export const sessionEndpoints: readonly Endpoint[] = [
  {
    path: SERVICE,
    get: serviceOf,
    patch: {
      privileges: ["ConfigureManager"],
      run(context, body) {
        const { SessionTimeout: seconds } = properties({ SessionTimeout: TIMEOUT }, body, serviceOf(context));
        if (seconds !== undefined) context.service.sessions.timeoutSeconds = seconds;
        return changed(serviceOf(context));
      },
    },
  },
  {
    path: SESSIONS,
    get: ({ service: { sessions } }) =>
      collection(
        SESSIONS,
        "SessionCollection",
        "Sessions",
        sessions.all.map(({ id }) => `${SESSIONS}/${id}`),
      ),
    post: { privileges: [], run: logIn },
  },
  {
    // DSP0266 §13.3.4.2 has this path for the collection too.
    path: `${SESSIONS}/Members`,
    post: { privileges: [], run: logIn },
  },
  {
    path: `${SESSIONS}/:session`,
    get(context) {
      const session = sessionIn(context);
      return session && sessionOf(session);
    },
    delete: {
      privileges: ["ConfigureManager"],
      isOwn: (context) => sessionIn(context)?.user.id === context.caller?.user.id,
      run(context) {
        const session = sessionIn(context);
        if (session) context.service.sessions.end(session);
        return DONE;
      },
    },
  },
];
