/** Finds the faults that a request meets. */
import type { ActiveFault } from "../../replies/fault-list.ts";
import type { RedfishFault } from "../../replies/redfish-fault.ts";
import type { RedfishRule, RedfishScope } from "../../replies/redfish-rule.ts";
import { rulesOf } from "../../replies/redfish-sets.ts";
import type { RedfishRequest } from "../request.ts";
import { isJson, type Json } from "../resource.ts";
import { hasValues } from "./merge-patch.ts";
import { isMatch } from "./path-pattern.ts";

/** Facts about a request by which faults select. */
export interface Asked {
  readonly request: RedfishRequest;
  /** Without the query and a slash at the end. */
  readonly path: string;
  /** The body; undefined if it is no JSON object. */
  readonly body: Json | undefined;
  /** Undefined before the first reset. */
  readonly sinceResetMs: number | undefined;
}

/** A fault whose conditions on the request hold. */
export interface Candidate {
  readonly active: ActiveFault<RedfishFault>;
  readonly rules: readonly RedfishRule[];
  /** Whether the counts let it apply; undefined before that was asked. */
  isTaken: boolean | undefined;
}

export function askedOf(request: RedfishRequest, sinceResetMs: number | undefined): Asked {
  const [path = ""] = request.url.split("?", 1);
  return { request, path: path.replace(/\/$/, ""), body: bodyOf(request.body), sinceResetMs };
}

function bodyOf(text: string): Json | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isJson(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

export function candidatesFor(faults: readonly ActiveFault<RedfishFault>[], asked: Asked): readonly Candidate[] {
  return faults.flatMap((active) => {
    const { fault } = active;
    if (!selects(fault.when, asked)) return [];
    const parts = fault.set === undefined ? [fault] : rulesOf(fault.set).filter(({ when }) => selects(when, asked));
    return parts.length > 0 ? [{ active, rules: parts, isTaken: undefined }] : [];
  });
}

/** Longer paths name nothing. */
const MAX_PATH = 512;

function selects(when: RedfishScope, { request, path, body, sinceResetMs }: Asked): boolean {
  const { method, header, lacks, afterResetMs } = when;
  if (method !== undefined && method !== request.method) return false;
  if (when.path !== undefined && (path.length > MAX_PATH || !isMatch(when.path, path))) return false;
  if (header !== undefined && request.headers[header.toLowerCase()] === undefined) return false;
  if (afterResetMs !== undefined && (sinceResetMs === undefined || sinceResetMs >= afterResetMs)) return false;
  if (lacks !== undefined && body !== undefined && Object.hasOwn(body, lacks)) return false;
  if (when.body === "none") return request.body.trim() === "";
  return when.body === undefined || hasValues(body, when.body);
}
