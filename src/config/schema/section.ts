/**
 * Settings and sections that most configurations leave out. Their defaults are precomputed in defaults.ts, so that a
 * schema is built only when a configuration sets something in its section. Machines share one copy of each default.
 */
import { z } from "zod";
import { frozen } from "../values/frozen.ts";
import { lazily } from "../values/values.ts";
import { DEFAULTS } from "./defaults.ts";
import { parsedOnce } from "./parsed-once.ts";

/** The default of each section, as its schema parses it: `npm run generate` makes defaults.ts from these. */
export const leftOut = new Map<string, () => unknown>();

/**
 * Makes a section that can be left out.
 *
 * @param name a key of DEFAULTS
 * @param written the value in a configuration that equals the default
 */
export function section<T extends z.ZodType>(name: string, make: () => T, description: string, written: unknown = {}) {
  const schema = parsedOnce(lazily(make));
  const parsed = () => schema.parse(written);
  leftOut.set(name, parsed);
  let made: z.core.util.NoUndefined<z.output<T>> | undefined;
  const known = () => {
    made ??= frozen((DEFAULTS[name] ?? parsed)()) as z.core.util.NoUndefined<z.output<T>>;
    return made;
  };
  // The effect of describe() and meta() without the copy they make.
  return schema.default(known).register(z.globalRegistry, { description, default: written });
}
