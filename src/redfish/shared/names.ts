/**
 * Paths of the shared door. A machine's own service calls its system, chassis and manager 1; here they have the machine's
 * name, and what else the machine's service has is below its manager: `/redfish/v1/Managers/vm0/EventService`. The registry
 * of its BIOS attributes has the machine's name, because clients look it up by its ID: `BiosAttributeRegistry-vm0`.
 */

import type { Reply } from "../request.ts";
import { isJson, ROOT } from "../resource.ts";
import { BIOS_REGISTRY, BIOS_REGISTRY_FILE } from "../resources/bios-registry.ts";
import { REGISTRIES } from "../resources/registries.ts";

export const COLLECTIONS = ["Systems", "Chassis", "Managers"] as const;
export type Collection = (typeof COLLECTIONS)[number];

/** Services of a machine that the shared door does not have itself. */
const SERVICES = "AccountService|CertificateService|EventService|TaskService|UpdateService";

const OUTER = new RegExp(`^${ROOT}/(${COLLECTIONS.join("|")})/([^/?]+)(?:/((?:${SERVICES})(?=[/?]|$)))?([^]*)$`);
const INNER = new RegExp(`"${ROOT}/(?:(${COLLECTIONS.join("|")})/1|(${SERVICES}))(?=["/#?])`, "g");

const OUTER_REGISTRY = new RegExp(`^${BIOS_REGISTRY_FILE}-([^/?]+)([^]*)$`);
const INNER_REGISTRY = new RegExp(
  `(?<="(?:(?:AttributeRegistry|Registry|Id)":"|${REGISTRIES}/(?:${BIOS_REGISTRY}/)?))${BIOS_REGISTRY}(?=["/.#?])`,
  "g",
);

/** The path of the registry of a machine's BIOS attributes. */
export function biosRegistryOf(name: string): string {
  return `${BIOS_REGISTRY_FILE}-${name}`;
}

/** Returns the machine that a URL names, and the URL at its own service; undefined if it names none. */
export function machineIn(url: string): { readonly name: string; readonly url: string } | undefined {
  const [, owner, inFile = ""] = OUTER_REGISTRY.exec(url) ?? [];
  if (owner !== undefined) {
    return {
      name: owner,
      url: `${BIOS_REGISTRY_FILE}${inFile.replace(`/${BIOS_REGISTRY}-${owner}.`, `/${BIOS_REGISTRY}.`)}`,
    };
  }
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

/** Replaces paths at the beginning of JSON's strings, and IDs of the registry. */
function outer(text: string, name: string): string {
  return text
    .replaceAll(INNER, (_, collection: string | undefined, service: string) =>
      collection === undefined ? `"${ROOT}/Managers/${name}/${service}` : `"${ROOT}/${collection}/${name}`,
    )
    .replaceAll(INNER_REGISTRY, `${BIOS_REGISTRY}-${name}`);
}

function withOwnId(body: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const isNamed = COLLECTIONS.some((collection) => body["@odata.id"] === `${ROOT}/${collection}/${name}`);
  // Without an Id, $select or a fault left it out.
  return isNamed && Object.hasOwn(body, "Id") ? { ...body, Id: name } : body;
}

function mapped(headers: Readonly<Record<string, string>>, change: (value: string) => string) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, change(value)]));
}
