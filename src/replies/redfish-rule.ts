/** Rules for requests and answers of the Redfish door: conditions and effects. */
import type { CountScope, TimeRule } from "./scope.ts";

export const HTTP_METHODS = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"] as const;

/** A JSON object. As a condition, its values must be in another one: objects compare member by member. */
export type JsonObject = Readonly<Record<string, unknown>>;

export interface RedfishScope extends CountScope {
  readonly method?: (typeof HTTP_METHODS)[number] | undefined;
  /** Path without its query: `*` is any text without a slash, `**` any text. */
  readonly path?: string | undefined;
  /** Name of a header that the request has. */
  readonly header?: string | undefined;
  /** Values that the request's body has. "none": it is empty. */
  readonly body?: "none" | JsonObject | undefined;
  /** A property that the request's body does not have. */
  readonly lacks?: string | undefined;
  /** Values that the answer's body has. */
  readonly answer?: JsonObject | undefined;
  /** Only within this time after a Reset action of the system or the BMC. */
  readonly afterResetMs?: number | undefined;
}

/**
 * The request as the service sees it. "ignored": the service does not see it. "carriedOut": it sees it although the fault's
 * status is an error. `merge`: a merge patch (RFC 7396) to its body. `path`: in place of its own.
 */
export type RequestRule =
  | "ignored"
  | "carriedOut"
  | { readonly merge?: JsonObject | undefined; readonly path?: string | undefined };

export interface RedfishEffects {
  readonly request?: RequestRule | undefined;
  /** Status of the answer. From 400 on, the request is refused with it, and not carried out. */
  readonly status?: number | undefined;
  readonly time?: TimeRule | undefined;
  /** A merge patch to the answer's body: that of a success, or of the refusal by `status`. */
  readonly merge?: JsonObject | undefined;
  readonly replace?: { readonly body: string; readonly contentType: string } | undefined;
  /** Headers of the answer. null removes one; `{value}` stands for the value that the header has. */
  readonly headers?: Readonly<Record<string, string | null>> | undefined;
  /** The connection ends in place of the answer, or in the middle of it. */
  readonly disconnect?: "before" | "middle" | undefined;
  /** A success becomes status 202 with a task that is over after this time, and whose monitor has the answer then. */
  readonly task?: { readonly ms: number } | undefined;
  /** The answer shows these properties as they were this long ago. Needs a path without wildcards. */
  readonly lag?: { readonly properties: readonly string[]; readonly ms: number } | undefined;
}

/** A rule of a ready set: it has the name and the counts of the fault that it is part of. */
export interface RedfishRule extends RedfishEffects {
  readonly when: Omit<RedfishScope, keyof CountScope>;
}
