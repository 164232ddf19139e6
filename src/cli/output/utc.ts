/** A moment for people, in UTC: `2026-11-30 09:12:03`. */
export function utc(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 19).replace("T", " ");
}
