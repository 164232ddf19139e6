/** The configuration for a start. */

import { plainConfig } from "./fast-path.ts";
import type { LoadedConfig } from "./load.ts";
import type { Override } from "./reading/override.ts";

/** Loads a configuration like `loadConfig`, whose module is imported only when the fast path does not apply. */
export async function startConfig(
  fileName: string | undefined,
  env: NodeJS.ProcessEnv,
  overrides: readonly Override[] = [],
): Promise<LoadedConfig> {
  const plain = fileName === undefined ? plainConfig(env, overrides) : undefined;
  if (plain) return plain;
  const { loadConfig } = await import("./load.ts");
  return loadConfig(fileName, env, overrides);
}
