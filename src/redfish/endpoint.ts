/** Paths of resources, and the operations that each has. */
import type { Steps } from "../turns/slices.ts";
import type { Context, Reply } from "./request.ts";
import type { Json } from "./resource.ts";
import type { RedfishPrivilege } from "./roles.ts";

export interface Operation {
  /** Privileges of which the user needs one; empty: no log-in is necessary. */
  readonly privileges: readonly RedfishPrivilege[];
  /** Whether the user may do this without those privileges: to its own account or session. */
  isOwn?(context: Context): boolean;
  run(context: Context, body: Json): Reply;
}

export interface Endpoint {
  /** Path from the root, such as `/redfish/v1/Systems/1`. A part that starts with a colon matches any value. */
  readonly path: string;
  /** Whether reading needs no log-in. */
  readonly isOpen?: true;
  /** Whether `get` obeys $skip and $top itself. */
  readonly pages?: true;
  /** Returns the resource, text, or undefined if the path names nothing. */
  get?(context: Context): Json | string | undefined;
  /** Reads with a $filter, in steps: so many members that guests would wait. @throws RedfishError at once for a wrong query */
  search?(context: Context): Steps<Json>;
  /** Answers GET with more than a resource: without end, or with another status. */
  answer?(context: Context): Reply;
  readonly patch?: Operation;
  readonly post?: Operation;
  readonly delete?: Operation;
}

const METHODS = {
  get: ["GET", "HEAD"],
  answer: ["GET"],
  patch: ["PATCH"],
  post: ["POST"],
  delete: ["DELETE"],
} as const;

/** The value of the Allow header. */
export function allowed(endpoint: Endpoint): string {
  const kinds = ["get", "answer", "patch", "post", "delete"] as const;
  return kinds.flatMap((kind) => (endpoint[kind] ? METHODS[kind] : [])).join(", ");
}

/** Returns the values of the variable parts; undefined if the path is another one. */
export function matched(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const parts = path.split("/");
  const wanted = pattern.split("/");
  if (parts.length !== wanted.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const given = parts[index] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = given;
    else if (part !== given) return undefined;
  }
  return params;
}
