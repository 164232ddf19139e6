/** JSON merge patches (RFC 7396), and parts of JSON as conditions. */
import { isJson, type Json } from "../resource.ts";

/** Returns `target` with the values of `patch`; null removes a member. */
export function merged(target: unknown, patch: Json): Json {
  const values: Record<string, unknown> = isJson(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete values[key];
    else values[key] = isJson(value) ? merged(values[key], value) : value;
  }
  return values;
}

/** Whether `whole` has all values of `part`: objects member by member, lists and other values as a whole. */
export function hasValues(whole: unknown, part: unknown): boolean {
  if (!isJson(part)) return JSON.stringify(whole) === JSON.stringify(part);
  return isJson(whole) && Object.entries(part).every(([key, value]) => hasValues(whole[key], value));
}
