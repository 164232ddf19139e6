/** Headers of requests for a file that clients keep (RFC 9110 §8.8.3, §12.5.3, §13.1.2). */

/** Returns the entity tag of a form of a file: compressed bytes are others, so their tag is another. */
export function tagOf(digest: string, encoding: string | undefined): string {
  return `"${digest}${encoding === undefined ? "" : `-${encoding}`}"`;
}

/** Whether an If-None-Match header names the tag. */
export function unchanged(header: string | undefined, tag: string): boolean {
  return (header ?? "").split(",").some((each) => ["*", tag].includes(each.trim().replace(/^W\//, "")));
}

/** Whether an Accept-Encoding header allows gzip: it names it, and not with q=0. */
export function acceptsGzip(header: string | string[] | undefined): boolean {
  const wished = `${header ?? ""}`.split(",").map((each) => each.split(";").map((part) => part.trim().toLowerCase()));
  const [, quality = "q=1"] = wished.find(([coding]) => coding === "gzip") ?? ["", "q=0"];
  return Number(quality.replace(/^q=/, "")) > 0;
}
