/** Sections that a configuration leaves out are what defaults.ts says: what their schemas say, and each machine's own. */
import { describe, expect, test } from "vitest";
import { DEFAULTS } from "../../src/config/defaults.ts";
import { configSchema } from "../../src/config/schema.ts";
import { leftOut } from "../../src/config/section.ts";

describe.each([...leftOut])("%s", (name, parsed) => {
  test("left out is as if it said nothing of all it can say", () => {
    expect(DEFAULTS[name]?.()).toEqual(parsed());
  });

  test("of one machine shares nothing with that of another", () => {
    const [one, other] = [objectsIn(DEFAULTS[name]?.()), objectsIn(DEFAULTS[name]?.())];
    expect(one.size).toBeGreaterThan(0);
    expect([...one].filter((each) => other.has(each))).toEqual([]);
  });
});

test("there is no default of a section that there is not", () => {
  expect(Object.keys(DEFAULTS)).toEqual([...leftOut.keys()]);
});

test("machines that say nothing share nothing", () => {
  const [one, other] = [objectsIn(configSchema.parse({})), objectsIn(configSchema.parse({}))];
  expect([...one].filter((each) => other.has(each))).toEqual([]);
});

function objectsIn(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== "object" || value === null) return found;
  found.add(value);
  for (const inner of Object.values(value)) objectsIn(inner, found);
  return found;
}
