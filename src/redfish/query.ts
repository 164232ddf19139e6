/** Query parameters (DSP0266 §7.3): those of ProtocolFeaturesSupported, and no others that begin with a dollar sign. */
import { type Filter, filterIn } from "./filter.ts";
import { MAX_EXPANDED, MAX_LEVELS } from "./limits.ts";
import { refusal } from "./redfish-error.ts";
import { isJson, type Json } from "./resource.ts";
import { selected } from "./select.ts";

/** Finds the resource at a path, for $expand; undefined if it cannot be read. */
export type Read = (path: string) => Json | undefined;

export const FEATURES = {
  ExpandQuery: { ExpandAll: true, Links: true, NoLinks: true, Levels: true, MaxLevels: MAX_LEVELS },
  SelectQuery: true,
  TopSkipQuery: true,
  OnlyMemberQuery: true,
  FilterQuery: true,
  ExcerptQuery: false,
} as const;

const KNOWN = ["$expand", "$filter", "$select", "$top", "$skip", "only"];
/** Parameters of DSP0266 that are refused: ignoring them would give another answer than the client wants. */
const UNSUPPORTED = ["excerpt", "includeoriginofcondition"];

/** Parameters whose answer has, or depends on, other resources, whatever the ETag of the one that is read. */
const READING_OTHERS = ["$expand", "$filter", "only"];

export function readsOthers(query: URLSearchParams): boolean {
  return READING_OTHERS.some((name) => query.has(name));
}

/** @throws RedfishError 501 for a parameter that is not supported, 400 for an invalid value */
export function checkQuery(query: URLSearchParams): void {
  for (const name of query.keys()) {
    const isUnsupported = (name.startsWith("$") && !KNOWN.includes(name)) || UNSUPPORTED.includes(name.toLowerCase());
    if (isUnsupported) throw refusal(501, "QueryParameterUnsupported", name);
  }
  const only = query.get("only");
  if (only !== null && (only !== "" || [...query.keys()].length > 1))
    throw refusal(400, "QueryParameterValueError", "only");
}

/**
 * Applies the parameters to a resource, in the order of DSP0266 §7.3. `isPage`: $filter, $skip and $top are done. `levels`: the
 * most that $expand goes down.
 */
export function applied(
  query: URLSearchParams,
  body: Json,
  isPage: boolean,
  read: Read,
  levels: number = MAX_LEVELS,
): Json {
  const page = isPage ? body : paged(query, filtered(filterIn(query), body, read));
  const whole = query.has("only") ? (onlyMember(page, read) ?? page) : page;
  return selected(query.get("$select"), expanded(query, whole, read, levels));
}

function filtered(filter: Filter | undefined, body: Json, read: Read): Json {
  if (!filter) return body;
  const members: unknown = body["Members"];
  if (!Array.isArray(members)) throw refusal(400, "QueryNotSupportedOnResource");
  const wanted = members.filter((member: Json) => {
    const path = pathIn(member);
    return filter(path === undefined ? member : (read(path) ?? {}));
  });
  return { ...body, Members: wanted, "Members@odata.count": wanted.length };
}

function paged(query: URLSearchParams, body: Json): Json {
  if (!query.has("$top") && !query.has("$skip")) return body;
  const members = body["Members"];
  if (!Array.isArray(members)) throw refusal(400, "QueryNotSupportedOnResource");
  const skip = countIn(query, "$skip", 0);
  const top = countIn(query, "$top", members.length);
  return { ...body, Members: members.slice(skip, skip + top) };
}

/** @throws RedfishError 400 for a value that is not a number */
export function countIn(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw refusal(400, "QueryParameterValueError", name);
  return Number(text);
}

function onlyMember(body: Json, read: Read): Json | undefined {
  const members = body["Members"];
  if (!Array.isArray(members)) throw refusal(400, "QueryNotSupportedOnResource");
  const [member]: readonly unknown[] = members;
  const path = members.length === 1 ? pathIn(member) : undefined;
  return path === undefined ? undefined : read(path);
}

const EXPAND = /^(?<links>[.*~])(?:\(\$levels=(?<levels>\d{1,3})\))?$/;

function expanded(query: URLSearchParams, body: Json, read: Read, mostLevels: number): Json {
  const text = query.get("$expand");
  if (text === null) return body;
  const { links, levels = "1" } = EXPAND.exec(text)?.groups ?? {};
  if (links === undefined || Number(levels) < 1) throw refusal(400, "QueryParameterValueError", "$expand");
  let left = MAX_EXPANDED;
  const visit = (value: unknown, depth: number, isLinks: boolean): unknown => {
    if (Array.isArray(value)) return value.map((each) => visit(each, depth, isLinks));
    if (!isJson(value)) return value;
    const path = pathIn(value);
    const isWanted = links === "*" || (links === "~") === isLinks;
    if (path !== undefined && isWanted && depth > 0 && left > 0) {
      const found = read(path);
      if (!found) return value;
      left--;
      return depth > 1 ? inside(found, depth - 1, isLinks) : found;
    }
    return path === undefined ? inside(value, depth, isLinks) : value;
  };
  const inside = (value: Json, depth: number, isLinks: boolean): Json =>
    Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, visit(each, depth, isLinks || key === "Links")]),
    );
  return inside(body, Math.min(Number(levels), mostLevels), false);
}

/** The path in a link, which has nothing else. */
function pathIn(value: unknown): string | undefined {
  if (!isJson(value) || Object.keys(value).length !== 1) return undefined;
  const path = value["@odata.id"];
  return typeof path === "string" ? path : undefined;
}
