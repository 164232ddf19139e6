import type { QEMU_VARIABLES } from "../setup/patched-qemu.ts";

/** The QEMUs that test/e2e/patched-qemu.sh builds, by the variables in which `npm test` names them. A missing one fails. */
export function patchedQemu(variable: keyof typeof QEMU_VARIABLES): string {
  const path = process.env[variable];
  if (path !== undefined) return path;
  throw new Error(`${variable} is not set: run npm test, or set it to the build of test/e2e/patched-qemu.sh`);
}
