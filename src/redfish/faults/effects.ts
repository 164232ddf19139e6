/** The effects of faults on a request and on its answer. */
import type { RedfishRule } from "../../replies/redfish-rule.ts";
import type { ScopeCount } from "../../replies/scope-count.ts";
import { type Message, message } from "../messages.ts";
import { errorBody } from "../redfish-error.ts";
import type { RedfishRequest, Reply, Sending } from "../request.ts";
import { isJson } from "../resource.ts";
import { merged } from "./merge-patch.ts";
import type { Asked } from "./selection.ts";

/** A rule that applies, and the counts of its fault. */
export interface Claim {
  readonly rule: RedfishRule;
  readonly count: ScopeCount;
}

/** The first status that is an error. */
const ERROR = 400;

/** Returns the request that the service gets; undefined if it gets none. */
export function requestUnder(claims: readonly Claim[], { request, body }: Asked): RedfishRequest | undefined {
  const rules = claims.map(({ rule }) => rule.request).filter((rule) => rule !== undefined);
  const { status = 0 } = claims.find(({ rule }) => rule.status !== undefined)?.rule ?? {};
  if (rules.includes("ignored") || (status >= ERROR && !rules.includes("carriedOut"))) return undefined;
  let { url, body: text } = request;
  let json: unknown = body;
  for (const rule of rules) {
    if (typeof rule !== "object") continue;
    const [, query] = url.split(/\?(.*)/s);
    if (rule.path !== undefined) url = query === undefined ? rule.path : `${rule.path}?${query}`;
    if (!rule.merge) continue;
    json = merged(json, rule.merge);
    text = JSON.stringify(json);
  }
  return { ...request, url, body: text };
}

/** Returns the answer with the effects of the rules: merges and headers of all, and each other effect of the first that has it. */
export function replyUnder(claims: readonly Claim[], { path }: Asked, reply: Reply): Reply {
  const first = <K extends keyof RedfishRule>(effect: K) => claims.find(({ rule }) => rule[effect] !== undefined);
  const status = first("status")?.rule.status;
  const isRefused = status !== undefined && status >= ERROR;
  const given = isRefused ? { ...reply, body: errorBody([refusalOf(status, path)]) } : reply;
  const isMeant = isRefused || given.status < ERROR;
  const body = claims.reduce(
    (present, { rule }) => (rule.merge && isMeant && isJson(present) ? merged(present, rule.merge) : present),
    given.body,
  );
  const replaced = first("replace")?.rule.replace;
  return {
    ...given,
    status: status ?? reply.status,
    ...(body !== undefined && { body }),
    ...(replaced && { body: replaced.body, headers: { ...reply.headers, "Content-Type": replaced.contentType } }),
    sending: sendingOf(claims),
  };
}

function refusalOf(status: number, path: string): Message {
  if (status === 401) return message("NoValidSession");
  if (status === 403) return message("InsufficientPrivilege");
  if (status === 404) return message("ResourceMissingAtURI", [path]);
  if (status === 405) return message("OperationNotAllowed");
  if (status === 412) return message("PreconditionFailed");
  if (status === 500) return message("InternalError");
  return status === 503 ? message("ServiceTemporarilyUnavailable", ["1"]) : message("GeneralError");
}

function sendingOf(claims: readonly Claim[]): Sending {
  const timed = claims.find(({ rule }) => rule.time !== undefined);
  const time = timed?.rule.time;
  return {
    isLost: time === "never",
    delayMs: timed && typeof time === "object" ? time.delayMs + timed.count.upTo(time.jitterMs) : 0,
    cut: claims.find(({ rule }) => rule.disconnect !== undefined)?.rule.disconnect,
    headers: claims.flatMap(({ rule }) => Object.entries(rule.headers ?? {})),
  };
}

/** Headers with the changes of faults. */
export function changedHeaders(
  headers: Readonly<Record<string, string>>,
  changes: Sending["headers"],
): Readonly<Record<string, string>> {
  return changes.reduce<Readonly<Record<string, string>>>((present, [name, value]) => {
    const isIt = (other: string) => other.toLowerCase() === name.toLowerCase();
    const others = Object.fromEntries(Object.entries(present).filter(([other]) => !isIt(other)));
    const [, before] = Object.entries(present).find(([other]) => isIt(other)) ?? [];
    if (value === null || (value.includes("{value}") && before === undefined)) return others;
    return { ...others, [name]: value.replaceAll("{value}", () => before ?? "") };
  }, headers);
}
