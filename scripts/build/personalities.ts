/** Modules of the shipped personalities, for src/config/finished-personality.ts. */
import { readdirSync } from "node:fs";
import { checkWritten, readWritten } from "../../src/config/load.ts";
import { namedFiles } from "../../src/config/reading/file-names.ts";
import { valuesOf } from "../../src/config/reading/tree.ts";
import { configShape } from "../../src/config/schema/machine-shape.ts";
import { literal } from "./literal.ts";

const EXAMPLES = new URL("../../config/examples/", import.meta.url);

/** Returns the text of each module by file name. @throws ConfigError for a personality with a mistake */
export function personalityModules(): ReadonlyMap<string, string> {
  const names = readdirSync(EXAMPLES).flatMap((file) => /^([\w-]+)\.yaml$/.exec(file)?.[1] ?? []);
  return new Map(names.flatMap((name) => moduleOf(name) ?? []));
}

/** Leaves a personality that names files, has warnings or has several machines to the start. */
function moduleOf(name: string): readonly (readonly [string, string])[] {
  const written = readWritten(undefined, {}, [{ origin: "the build", path: ["extends"], value: name }]);
  const { warnings } = checkWritten(written);
  const [machine, ...others] = written.machines;
  if (!machine || others.length > 0 || written.file.entries.has("machines")) return [];
  if (warnings.length > 0 || namedFiles(configShape, machine).length > 0) return [];
  // Plain settings alone: the checks against each other have passed, and the machine's name comes at the start.
  const settings = configShape.parse(valuesOf(machine));
  return [[`personality-${name}.js`, `export const settings = () => (${literal(settings)});\n`]];
}
