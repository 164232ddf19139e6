/** What a start asks for its configuration. */

import { plainConfig } from "./fast-path.ts";
import type { LoadedConfig } from "./load.ts";
import type { Override } from "./reading/override.ts";

/** As `loadConfig`, which is loaded only for what is not plain. */
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
