/** Defaults of omitted sections: defaults.ts equals what the schemas make, and each machine gets its own copy. */
import { expect, test } from "vitest";
import { DEFAULTS } from "../../../src/config/schema/defaults.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { leftOut } from "../../../src/config/schema/section.ts";

test.each([...leftOut])("%s has the defaults of its schema", (name, parsed) => {
  expect(DEFAULTS[name]?.()).toEqual(parsed());
});

test("an unknown section has no default", () => {
  expect(Object.keys(DEFAULTS)).toEqual([...leftOut.keys()]);
});

test("machines with defaults share nothing", () => {
  const [one, other] = [objectsIn(configSchema.parse({})), objectsIn(configSchema.parse({}))];
  expect(one.size).toBeGreaterThan(leftOut.size);
  expect([...one].filter((each) => other.has(each))).toEqual([]);
});

function objectsIn(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== "object" || value === null) return found;
  found.add(value);
  for (const inner of Object.values(value)) objectsIn(inner, found);
  return found;
}
