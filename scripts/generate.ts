/** Writes the files that are made from the sources. With --check it writes nothing, and fails if one is stale. */
import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { configShape } from "../src/config/schema.ts";
import { defaultYaml, type JsonSchema } from "./default-yaml.ts";

const jsonSchema = z.toJSONSchema(configShape, {
  io: "input",
  target: "draft-07",
  // zod leaves out examples of what it transforms, as they might be of the result; ours are of what people write.
  override({ zodSchema, jsonSchema }) {
    const { examples } = z.globalRegistry.get(zodSchema) ?? {};
    if (Array.isArray(examples)) jsonSchema.examples = examples;
  },
});

/** Name from the top of the repository, and what belongs in it. */
const generated: Readonly<Record<string, string>> = {
  "config/schema.json": `${JSON.stringify(jsonSchema, undefined, 2)}\n`,
  "config/default.yaml": defaultYaml(jsonSchema as JsonSchema),
};

const check = process.argv.includes("--check");
const stale = Object.entries(generated).filter(([name, content]) => contentOf(name) !== content);
for (const [name, content] of stale) {
  if (check) console.error(`${name} is stale: run npm run generate`);
  else writeFileSync(placeOf(name), content);
}
process.exitCode = check && stale.length > 0 ? 1 : 0;

function placeOf(name: string): URL {
  return new URL(`../${name}`, import.meta.url);
}

function contentOf(name: string): string | undefined {
  try {
    return readFileSync(placeOf(name), "utf8");
  } catch {
    return undefined;
  }
}
