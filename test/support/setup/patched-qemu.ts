/** The QEMUs with our patches, built once and kept; tests find them by the variables named here. */
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

const SCRIPT = resolve(import.meta.dirname, "../../e2e/patched-qemu.sh");
/** The script's exit code when the mirror has no such source. */
const LOST = 3;

/** Not EXTERN_BMC_…: the daemon refuses to start with an unknown variable of that prefix. */
export const QEMU_VARIABLES = {
  TEST_QEMU_ANY: "any",
  TEST_QEMU_FF: "ff",
  TEST_QEMU_TIMER_KEPT: "timer-kept",
  TEST_QEMU_TIMER_KEPT_UNESCAPED: "timer-kept-unescaped",
  TEST_QEMU_RESETS: "resets",
} as const;

export const QEMU_10_2_VARIABLES = {
  TEST_QEMU_10_2_STOCK: "stock",
  TEST_QEMU_10_2_ANY: "any",
  TEST_QEMU_10_2_FF: "ff",
  TEST_QEMU_10_2_TIMER_KEPT: "timer-kept",
  TEST_QEMU_10_2_TIMER_KEPT_UNESCAPED: "timer-kept-unescaped",
  TEST_QEMU_10_2_RESETS: "resets",
} as const;

/** One version of QEMU, in several builds. */
export interface QemuBuilds {
  /** For the plan of `npm test`. */
  readonly title: string;
  /** Version of the Debian package, with its epoch; defaults to that of the installed QEMU. */
  readonly version?: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Whether a mirror without its source is a failure. */
  readonly must: boolean;
  /** Measured with two cores and a near mirror. */
  readonly minutes: number;
}

export const HOST_BUILDS: QemuBuilds = {
  title: "five patched QEMUs",
  variables: QEMU_VARIABLES,
  must: true,
  minutes: 5,
};

/** sid has this version beside 11.1 until no port of Debian needs it, which may be any day. */
export const BUILDS_OF_10_2: QemuBuilds = {
  title: "six QEMUs 10.2.2",
  version: "1:10.2.2+ds-1",
  variables: QEMU_10_2_VARIABLES,
  must: false,
  minutes: 14,
};

/** The folder in which QEMUs will be built; undefined when they are built already, or named by variables. */
export function builtQemuFolder({ version, variables }: QemuBuilds): string | undefined {
  if (Object.keys(variables).every((name) => process.env[name])) return undefined;
  const caches = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const folder = process.env["TEST_QEMU_CACHE"] || join(caches, "extern-bmc");
  const name = (version ?? installedVersion()).replace(/^\d+:/, "");
  const isBuilt = (variant: string) =>
    globSync(join(folder, `qemu-${name}-*/${variant}/qemu-system-x86_64`)).length > 0;
  return Object.values(variables).every(isBuilt) ? undefined : folder;
}

function installedVersion(): string {
  const args = ["-W", "-f", `\${source:Version}`, "qemu-system-x86"];
  return spawnSync("dpkg-query", args, { encoding: "utf8" }).stdout || "not installed";
}

/** Builds what is not built yet; variables that are already set keep their values. */
export function patchedQemuVariables(
  { version, variables, must }: QemuBuilds,
  env: NodeJS.ProcessEnv = process.env,
  build: (version?: string) => { status: number | null; stdout: string } = buildQemus,
): Record<string, string> {
  const unset = Object.entries(variables).filter(([name]) => !env[name]);
  if (unset.length === 0) return {};
  const { status, stdout } = build(version);
  if (status === LOST && !must) return {};
  if (status !== 0) throw new Error(`${SCRIPT} ended with ${status}`);
  return Object.fromEntries(unset.map(([name, variant]) => [name, join(stdout.trim(), variant, "qemu-system-x86_64")]));
}

/** The script itself says in a sentence why a source cannot be had. */
function buildQemus(version?: string) {
  const args = version === undefined ? [SCRIPT] : [SCRIPT, version];
  return spawnSync("bash", args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
