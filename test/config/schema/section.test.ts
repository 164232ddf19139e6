/** Defaults of sections that a configuration leaves out: defaults.ts has what the schemas give, new for each machine. */
import { expect, test } from "vitest";
import { DEFAULTS } from "../../../src/config/schema/defaults.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { leftOut } from "../../../src/config/schema/section.ts";

test.each([...leftOut])("%s is as if it said nothing of all it can say", (name, parsed) => {
  expect(DEFAULTS[name]?.()).toEqual(parsed());
});

test("there is no default of a section that there is not", () => {
  expect(Object.keys(DEFAULTS)).toEqual([...leftOut.keys()]);
});

test("machines that say nothing share nothing", () => {
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
