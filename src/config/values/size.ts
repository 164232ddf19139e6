/** Sizes as text: 512 MiB, 16GiB, 480 GB. The unit is required, because a bare number would be ambiguous. */
import { z } from "zod";

const UNITS: Readonly<Record<string, number>> = {
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
};

const SIZE = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i;

/** Schema of a size, whose output is bytes: at least `unit` bytes, and whole units. `example` stands in its message. */
export function size(unit: number, example: string) {
  const allowed = `a size with its unit, MiB, GiB, TiB, MB, GB or TB: ${example}`;
  return z.string(allowed).transform((written, context) => {
    const bytes = bytesOf(written.trim());
    if (bytes !== undefined && bytes >= unit && bytes % unit === 0) return bytes;
    context.addIssue({ code: "custom", message: allowed });
    return z.NEVER;
  });
}

/** Schema of a number of bytes, which may be written as a size: 4294967296, 4 GiB. `range` stands in its message. */
export function byteCount(min: number, max: number, range: string) {
  const allowed = `a number of bytes, or a size with its unit, ${range}`;
  return z
    .union([z.int(allowed).min(min, allowed).max(max, allowed), z.string(allowed)], allowed)
    .transform((written, context) => {
      const bytes = typeof written === "number" ? written : bytesOf(written.trim());
      if (bytes !== undefined && bytes >= min && bytes <= max) return bytes;
      context.addIssue({ code: "custom", message: allowed });
      return z.NEVER;
    });
}

/** Returns undefined if the text is not a size. */
export function bytesOf(text: string): number | undefined {
  const [, number, unit = ""] = SIZE.exec(text) ?? [];
  const bytes = Math.round(Number(number) * (UNITS[unit.toLowerCase()] ?? Number.NaN));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
