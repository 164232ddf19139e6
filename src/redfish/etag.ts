/** Entity tags (DSP0266 §7.6): they change with the resource. */
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { refusal } from "./redfish-error.ts";
import type { Json } from "./resource.ts";

/** Properties that change by themselves. A tag with them would never match. */
const VOLATILE = new Set(["DateTime"]);

export function etagOf(body: Json): string {
  const text = JSON.stringify(body, (key, value: unknown) => (VOLATILE.has(key) ? undefined : value));
  return `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
}

/** Whether an If-None-Match header names the tag. */
export function isUnchanged({ "if-none-match": header }: IncomingHttpHeaders, etag: string): boolean {
  return header !== undefined && names(header, etag);
}

/** @throws RedfishError 412 if the header If-Match names other tags */
export function checkMatch({ "if-match": header }: IncomingHttpHeaders, etag: string): void {
  if (header !== undefined && !names(header, etag)) throw refusal(412, "PreconditionFailed");
}

/** Clients send tags with and without W/ and quotes. */
function names(header: string, etag: string): boolean {
  return header.split(",").some((each) => ["*", bare(etag)].includes(bare(each)));
}

function bare(tag: string): string {
  return tag.trim().replace(/^W\//, "").replaceAll('"', "");
}
