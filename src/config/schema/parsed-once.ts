/** Settings that machines share, such as the sensors of a personality, are checked once. */
import type { z } from "zod";
import { frozen } from "../values/frozen.ts";

/** Makes the schema return the same, frozen result for the same mapping or list. Other values are parsed each time. */
export function parsedOnce<T extends z.ZodType>(schema: T): T {
  const results = new WeakMap<object, unknown>();
  const run = schema._zod.run;
  schema._zod.run = (payload, context) => {
    const { value } = payload;
    if (typeof value !== "object" || value === null) return run(payload, context);
    if (results.has(value)) {
      payload.value = results.get(value);
      return payload;
    }
    const result = run(payload, context);
    if (!(result instanceof Promise) && result.issues.length === 0) results.set(value, frozen(result.value));
    return result;
  };
  return schema;
}
