/**
 * Patterns of paths: `*` is any text without a slash, `**` any text. A match takes time in proportion to the pattern and to the
 * path; with a regular expression, a client could choose a path that takes much longer.
 */

export function isMatch(pattern: string, path: string): boolean {
  const parts = pattern.match(/\*\*|./gs) ?? [];
  // The places in the pattern that the path so far can have reached.
  let reached = skipping(parts, [0]);
  for (const character of path.split("")) {
    const next = [...reached].flatMap((place) => placesAfter(parts[place], place, character));
    if (next.length === 0) return false;
    reached = skipping(parts, next);
  }
  return reached.has(parts.length);
}

function placesAfter(part: string | undefined, place: number, character: string): readonly number[] {
  if (part === "**" || (part === "*" && character !== "/")) return [place];
  return part === character && part !== "*" ? [place + 1] : [];
}

/** Adds the places behind wildcards, which can be empty. */
function skipping(parts: readonly string[], places: readonly number[]): ReadonlySet<number> {
  const all = new Set(places);
  for (const place of all) if (parts[place]?.startsWith("*")) all.add(place + 1);
  return all;
}
