/** Settings that are said elsewhere than in a file, and how the environment spells them. */

/** A value that was not said in the file. */
export interface Override {
  /** What the user would have to change: a variable's or a flag's name. */
  readonly origin: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

export const PREFIX = "EXTERN_BMC_";

/** Names the configuration file when the command line does not. */
export const FILE_VARIABLE = `${PREFIX}CONFIG`;

/** `["device", "manufacturerId"]` → `EXTERN_BMC_DEVICE_MANUFACTURER_ID`. */
export function environmentName(path: readonly string[]): string {
  return PREFIX + path.map((key) => key.replaceAll(/[A-Z]/g, "_$&").toUpperCase()).join("_");
}
