/** The QEMUs with our patches, built once and kept; tests find them by the variables named here. */
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

const SCRIPT = resolve(import.meta.dirname, "../../e2e/patched-qemu.sh");

/** Not EXTERN_BMC_…: the daemon refuses to start with an unknown variable of that prefix. */
export const QEMU_VARIABLES = {
  TEST_QEMU_ANY: "any",
  TEST_QEMU_FF: "ff",
  TEST_QEMU_TIMER_KEPT: "timer-kept",
  TEST_QEMU_TIMER_KEPT_UNESCAPED: "timer-kept-unescaped",
  TEST_QEMU_RESETS: "resets",
} as const;

/** The folder in which QEMUs will be built; undefined when they are built already, or named by variables. */
export function builtQemuFolder(): string | undefined {
  if (Object.keys(QEMU_VARIABLES).every((name) => process.env[name])) return undefined;
  const caches = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const folder = process.env["TEST_QEMU_CACHE"] || join(caches, "extern-bmc");
  const isBuilt = (variant: string) => globSync(join(folder, `qemu-*/${variant}/qemu-system-x86_64`)).length > 0;
  return Object.values(QEMU_VARIABLES).every(isBuilt) ? undefined : folder;
}

/** Builds what is not built yet, about 4 minutes; variables that are already set keep their values. */
export function patchedQemuVariables(): Record<string, string> {
  if (Object.keys(QEMU_VARIABLES).every((name) => process.env[name])) return {};
  const { status, stdout } = spawnSync("bash", [SCRIPT], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (status !== 0) throw new Error(`${SCRIPT} ended with ${status}`);
  const folder = stdout.trim();
  return Object.fromEntries(
    Object.entries(QEMU_VARIABLES).map(([name, variant]) => [name, join(folder, variant, "qemu-system-x86_64")]),
  );
}
