/** The calls of the control socket as operations of the HTTP API: a method and a path for each. */
import { calls } from "../control/calls.ts";
import type { Call, Stream } from "../control/define-call.ts";

/** Path of the API; a later version that breaks clients gets another. */
export const API = "/api/v1";

export interface Operation {
  /** `power.set` */
  readonly name: string;
  readonly call: Call | Stream;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `/machines/{machine}/power` */
  readonly path: string;
  /** Arguments that the path names. */
  readonly inPath: readonly string[];
  /** Whether the other arguments are in the body, rather than in the query. */
  readonly hasBody: boolean;
}

export const operations: readonly Operation[] = Object.entries<Call | Stream>(calls).map(([name, call]) => {
  const [method, path = ""] = call.route.split(" ");
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, argument = ""]) => argument);
  const hasBody = method !== "GET" && method !== "DELETE";
  return { name, call, method: method as Operation["method"], path, inPath, hasBody };
});
