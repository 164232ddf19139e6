/** The QEMU to run where no option names one. Every command, script and test that starts a QEMU asks here. */
import { QEMU_VARIABLE } from "../../config/reading/override.ts";
import { UsageError } from "../../service/errors.ts";

const ON_THE_PATH = "qemu-system-x86_64";

/** Description of --qemu. */
export const QEMU_BINARY = `the QEMU binary (environment: ${QEMU_VARIABLE}; default: ${ON_THE_PATH})`;

/** The QEMU of EXTERN_BMC_QEMU, otherwise the one on the PATH. An empty variable counts as unset. */
export function defaultQemu(env: NodeJS.ProcessEnv = process.env): string {
  return env[QEMU_VARIABLE] || ON_THE_PATH;
}

/** Parses --qemu. */
export function qemuPath(path: string): string {
  if (path !== "") return path;
  throw new UsageError("--qemu is empty; expected the path of a QEMU");
}
