/** The QEMUs with another message id check, built once and kept; tests find them by the variables named here. */
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

const SCRIPT = resolve(import.meta.dirname, "../../e2e/patched-qemu.sh");

/** Not EXTERN_BMC_…, of which the daemon knows every one or refuses to start. */
const VARIABLES = { TEST_QEMU_ANY: "any", TEST_QEMU_FF: "ff" } as const;

/** Builds what is not built yet, about 3 minutes; variables that are already set are left alone. */
export function patchedQemuVariables(): Record<string, string> {
  if (Object.keys(VARIABLES).every((name) => process.env[name])) return {};
  const { status, stdout } = spawnSync("bash", [SCRIPT], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (status !== 0) throw new Error(`${SCRIPT} ended with ${status}`);
  const folder = stdout.trim();
  return Object.fromEntries(
    Object.entries(VARIABLES).map(([name, variant]) => [name, join(folder, variant, "qemu-system-x86_64")]),
  );
}
