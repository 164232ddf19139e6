/** The configuration for a start. */

import type { LoadedConfig } from "./check-written.ts";
import { plainConfig, plainPersonality } from "./fast-path.ts";
import type { KnownMachines } from "./known-machines.ts";
import type { Override } from "./reading/override.ts";

/**
 * Loads a configuration like `loadConfig`, but in slices. Imports the schema only when the fast path does not apply.
 * Machines that `known` has are not checked again.
 */
export async function startConfig(
  fileName: string | undefined,
  env: NodeJS.ProcessEnv,
  overrides: readonly Override[] = [],
  known?: KnownMachines,
): Promise<LoadedConfig> {
  const plain =
    fileName === undefined ? (plainConfig(env, overrides) ?? (await plainPersonality(env, overrides))) : undefined;
  if (plain) return plain;
  const [{ loadSteps }, { inSlices }] = await Promise.all([import("./load.ts"), import("../turns/slices.ts")]);
  return inSlices(loadSteps(fileName, env, overrides, known));
}
