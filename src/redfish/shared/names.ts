/**
 * Paths of the shared door. A machine's own service calls its system, chassis and manager 1; here they have the machine's
 * name, and what else the machine's service has is below its manager: `/redfish/v1/Managers/vm0/EventService`.
 */

import type { Reply } from "../request.ts";
import { isJson, ROOT } from "../resource.ts";

export const COLLECTIONS = ["Systems", "Chassis", "Managers"] as const;
export type Collection = (typeof COLLECTIONS)[number];

/** Services of a machine that the shared door does not have itself. */
const SERVICES = "AccountService|CertificateService|EventService|TaskService|UpdateService";

const OUTER = new RegExp(`^${ROOT}/(${COLLECTIONS.join("|")})/([^/?]+)(?:/((?:${SERVICES})(?=[/?]|$)))?([^]*)$`);
const INNER = new RegExp(`"${ROOT}/(?:(${COLLECTIONS.join("|")})/1|(${SERVICES}))(?=["/#?])`, "g");

/** Returns the machine that a URL names, and the URL at its own service; undefined if it names none. */
export function machineIn(url: string): { readonly name: string; readonly url: string } | undefined {
  const [, collection = "", name = "", service, rest = ""] = OUTER.exec(url) ?? [];
  if (name === "") return undefined;
  if (service !== undefined && collection === "Managers") return { name, url: `${ROOT}/${service}${rest}` };
  return { name, url: `${ROOT}/${collection}/1${service === undefined ? "" : `/${service}`}${rest}` };
}

/** Returns an answer of a machine's service with the paths of the shared door. */
export function renamed(reply: Reply, name: string): Reply {
  const { body, headers, stream, underWay } = reply;
  return {
    ...reply,
    ...(isJson(body) && { body: withOwnId(JSON.parse(outer(JSON.stringify(body), name)), name) }),
    ...(headers && { headers: mapped(headers, (value) => JSON.parse(outer(JSON.stringify(value), name))) }),
    ...(stream && {
      stream: (sink) => stream({ write: (text) => sink.write(outer(text, name)), end: () => sink.end() }),
    }),
    ...(underWay && { underWay: underWay.then((other) => other && renamed(other, name)) }),
  };
}

/** Replaces paths at the beginning of JSON's strings. */
function outer(text: string, name: string): string {
  return text.replaceAll(INNER, (_, collection: string | undefined, service: string) =>
    collection === undefined ? `"${ROOT}/Managers/${name}/${service}` : `"${ROOT}/${collection}/${name}`,
  );
}

function withOwnId(body: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const isNamed = COLLECTIONS.some((collection) => body["@odata.id"] === `${ROOT}/${collection}/${name}`);
  return isNamed ? { ...body, Id: name } : body;
}

function mapped(headers: Readonly<Record<string, string>>, change: (value: string) => string) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, change(value)]));
}
