/** Settings from outside of files, and their spelling in the environment. */

/** A value from a variable or a flag. */
export interface Override {
  /** The name of the variable or flag, for messages. */
  readonly origin: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

export const PREFIX = "EXTERN_BMC_";

/** The variable for the configuration file, used when the command line has none. */
export const FILE_VARIABLE = `${PREFIX}CONFIG`;

/** The variable that gives the command of `power.start` the machine's name. Not a setting: that command may run extern-bmc. */
export const MACHINE_VARIABLE = `${PREFIX}MACHINE`;

/** The variable for the QEMU that commands run. Not a setting: a daemon and its QEMU may share an environment. */
export const QEMU_VARIABLE = `${PREFIX}QEMU`;

/** Formats `["device", "manufacturerId"]` as `EXTERN_BMC_DEVICE_MANUFACTURER_ID`. */
export function environmentName(path: readonly string[]): string {
  return PREFIX + path.map((key) => key.replaceAll(/[A-Z]/g, "_$&").toUpperCase()).join("_");
}
