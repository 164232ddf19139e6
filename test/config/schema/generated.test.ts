/** config/default.yaml and config/schema.json match the schema. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { settings, valueAt } from "../../../src/config/schema/settings.ts";
import { loadMachine } from "../../support/config/config.ts";

const fileOf = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

test("both are up to date", () => {
  execFileSync(process.execPath, [fileOf("scripts/generate.ts"), "--check"], { stdio: "pipe" });
});

test("schema.json lets list elements change or remove those of a base, and machines have the settings of files", () => {
  const schema: unknown = JSON.parse(readFileSync(fileOf("config/schema.json"), "utf8"));
  for (const path of [["sensors"], ["frus"], ["users", "properties", "accounts"]]) {
    const element = valueAt(schema, ["properties", ...path, "items"]);
    expect(element).toMatchObject({ properties: { remove: { enum: [true, "all"] } } });
    expect(element).not.toHaveProperty("required");
  }
  expect(valueAt(schema, ["properties", "machines", "items"])).toEqual({ $ref: "#" });
});

test("default.yaml has the defaults", () => {
  expect(loadMachine(fileOf("config/default.yaml"))).toEqual(configSchema.parse({}));
});

test("default.yaml starts with the line that leads editors to the schema", () => {
  expect(readFileSync(fileOf("config/default.yaml"), "utf8").split("\n", 1)).toEqual([
    "# yaml-language-server: $schema=schema.json",
  ]);
});

test.each(settings().map(({ path }) => ({ path, name: path.join(".") })))("default.yaml has $name", ({ path }) => {
  const text = readFileSync(fileOf("config/default.yaml"), "utf8");
  // A setting without a value is a comment, at its own place or within a comment of the group that it belongs to.
  const groups = path.slice(1).map((_, depth) => depth);
  const comments = [...groups, groups.length].map(
    (depth) => `${"  ".repeat(depth)}# ${"  ".repeat(groups.length - depth)}`,
  );
  expect(text).toMatch(new RegExp(`^(?:${["  ".repeat(groups.length), ...comments].join("|")})${path.at(-1)}:`, "m"));
});

test.each(settings().map((setting) => ({ ...setting, name: setting.path.join(".") })))(
  "schema.json documents $name",
  ({ path, description }) => {
    const schema: unknown = JSON.parse(readFileSync(fileOf("config/schema.json"), "utf8"));
    expect(description).not.toBe("");
    const place = path.flatMap((key) => ["properties", key]);
    expect(valueAt(schema, [...place, "description"])).toBe(description);
  },
);
