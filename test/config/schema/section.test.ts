/** Defaults of omitted sections: defaults.ts equals what the schemas make, and machines share them, frozen. */
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

test("what machines share is frozen", () => {
  const [one, other] = [objectsIn(configSchema.parse({})), objectsIn(configSchema.parse({}))];
  const shared = [...one].filter((each) => other.has(each));
  expect(shared.length).toBeGreaterThan(leftOut.size / 2);
  expect(shared.filter((each) => !(Object.isFrozen(each) || each instanceof Uint8Array))).toEqual([]);
});

function objectsIn(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== "object" || value === null) return found;
  found.add(value);
  for (const inner of Object.values(value)) objectsIn(inner, found);
  return found;
}
