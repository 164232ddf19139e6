/**
 * Reads of the shared door's own resources. $filter and $expand read resources of other machines, perhaps of thousands: in
 * slices, so that guests are answered in between.
 */
import { pauses } from "../../turns/slices.ts";
import { etagOf, isUnchanged } from "../etag.ts";
import type { InTurn } from "../in-turn.ts";
import { MAX_EXPANDED } from "../limits.ts";
import { applied, checkQuery, FEATURES, type Read, readsOthers } from "../query.ts";
import { answerOf, RedfishError } from "../redfish-error.ts";
import type { RedfishRequest, Reply } from "../request.ts";
import type { Json } from "../resource.ts";
import { headersOf } from "../service.ts";

/** Levels that $expand goes down: two would read most of every machine. */
const LEVELS = 1;
export const SHARED_FEATURES = { ...FEATURES, ExpandQuery: { ...FEATURES.ExpandQuery, MaxLevels: LEVELS } };

export function isReading({ method }: RedfishRequest): boolean {
  return method === "GET" || method === "HEAD";
}

/** The rest of the door's resources, for the user of a request. */
interface Others {
  readonly read: Read;
  readonly inTurn: InTurn;
}

/** Answers a request that reads `body`. Without `others`, it has no parameter that reads them. */
export function read(body: Json | string, request: RedfishRequest, others?: Others): Reply {
  if (typeof body === "string") return { status: 200, body };
  const query = queryOf(request);
  checkQuery(query);
  const etag = etagOf(body);
  const answer = (json: Json): Reply => ({ status: 200, headers: headersOf(json, etag), body: json });
  if (others && readsOthers(query)) {
    const gathering = others.inTurn(() => gathered(query, body, others.read));
    return { ...answer(body), underWay: gathering.then(answer, refused) };
  }
  if (isUnchanged(request.headers, etag)) return { status: 304, headers: { ETag: etag } };
  return answer(applied(query, body, false, () => undefined));
}

export function queryOf({ url }: RedfishRequest): URLSearchParams {
  return new URLSearchParams(/\?(.*)$/s.exec(url)?.[1] ?? "");
}

function refused(error: unknown): Reply {
  if (error instanceof RedfishError) return answerOf(error);
  throw error;
}

/** Applies the parameters again and again, until all resources are known that they need. */
async function gathered(query: URLSearchParams, body: Json, readAt: Read): Promise<Json> {
  const known = new Map<string, Json | undefined>();
  const pause = pauses();
  for (;;) {
    const missing = new Set<string>();
    const note = (path: string) => {
      if (!known.has(path)) missing.add(path);
      return known.get(path);
    };
    const answer = applied(query, body, false, note, LEVELS);
    if (missing.size === 0) return answer;
    for (const path of [...missing].slice(0, MAX_EXPANDED)) {
      known.set(path, readAt(path));
      const paused = pause();
      if (paused) await paused;
    }
  }
}
