/** Answers to changes. */
import type { Reply } from "./request.ts";
import type { Json } from "./resource.ts";

/** A PATCH: with the resource as it is now. */
export function changed(body: Json | string | undefined): Reply {
  return body === undefined ? { status: 204 } : { status: 200, body };
}

/** An action, or a DELETE. */
export const DONE: Reply = { status: 204 };

export function created(body: Json, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 201, headers: { Location: `${body["@odata.id"]}`, ...headers }, body };
}
