/** Shipped personalities as the build has checked and finished them: a start that extends one needs no YAML and no schema. */
import { existsSync } from "node:fs";

export type Settings = Record<string, unknown>;

/**
 * Returns a copy of a personality's settings; undefined in a clone, which reads the YAML, and for any other name.
 * @param directory the folder of the build, with a slash at its end
 */
export async function finishedPersonality(
  name: string,
  directory = new URL(".", import.meta.url),
): Promise<Settings | undefined> {
  if (!/^[\w-]+$/.test(name)) return undefined;
  const module = new URL(`personality-${name}.js`, directory);
  if (!existsSync(module)) return undefined;
  const { settings } = (await import(module.href)) as { readonly settings: () => Settings };
  return settings();
}
