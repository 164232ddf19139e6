/** Durations as text: 500ms, 10s, 1.5 min, 2h. The unit is required, because a bare number would be ambiguous. */
import { z } from "zod";

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
};

const DURATION = /^(\d+\.?\d*|\.\d+)\s*([a-z]+)$/i;

/** Upper limit, about 100 years, which keeps milliseconds exact. */
const MAX_DAYS = 36_500;

/** Schema of a duration of at least `minMs`; its output is whole milliseconds. */
export function duration(minMs = 1) {
  const least = minMs > 1 ? ` of ${minMs} ms or more` : "";
  const allowed = `a time${least} with its unit: 500ms, 10s, 2min, 1h or 1d`;
  return z.union([z.string(allowed), z.literal(0, allowed)], allowed).transform((written, context) => {
    const ms = written === 0 ? 0 : millisecondsOf(written.trim());
    if (ms !== undefined && ms >= minMs) return ms;
    context.addIssue({ code: "custom", message: allowed });
    return z.NEVER;
  });
}

/** Returns undefined if the text is not a duration. */
export function millisecondsOf(text: string): number | undefined {
  const [, number, unit = ""] = DURATION.exec(text) ?? [];
  const ms = Math.round(Number(number) * (UNITS[unit.toLowerCase()] ?? Number.NaN));
  return ms <= MAX_DAYS * 86_400_000 ? ms : undefined;
}
