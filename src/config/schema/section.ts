/**
 * Settings, and whole sections of them, that most configurations leave out. What each is then stands in defaults.ts, so
 * that its schema is built only where a configuration says something of it.
 */
import { z } from "zod";
import { lazily } from "../values/values.ts";
import { DEFAULTS } from "./defaults.ts";

/** What they are when nobody says them, by their own schemas: `npm run generate` makes defaults.ts of these. */
export const leftOut = new Map<string, () => unknown>();

/**
 * @param name a key of DEFAULTS
 * @param written what a configuration would say for it to be as if it were left out
 */
export function section<T extends z.ZodType>(name: string, make: () => T, description: string, written: unknown = {}) {
  const schema = lazily(make);
  const parsed = () => schema.parse(written);
  leftOut.set(name, parsed);
  const known = (DEFAULTS[name] ?? parsed) as () => z.core.util.NoUndefined<z.output<T>>;
  // What describe() and meta() do, without the copy that they make.
  return schema.default(known).register(z.globalRegistry, { description, default: written });
}
