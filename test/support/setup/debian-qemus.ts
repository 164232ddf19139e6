/** The QEMUs of other Debian releases, unpacked beside the host's; tests find them by the variables named here. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { QEMU_VARIABLE } from "../../../src/config/reading/override.ts";

const SCRIPT = resolve(import.meta.dirname, "../../e2e/debian-qemu.sh");

interface DebianQemu {
  /** Not EXTERN_BMC_…, which names settings. */
  readonly variable: string;
  readonly suite: string;
  /** Whether CI fails without it. Debian moves backports of old releases off its mirrors. */
  readonly must: boolean;
}

export const DEBIAN_QEMUS = [
  { variable: "TEST_QEMU_BOOKWORM_BACKPORTS", suite: "bookworm-backports", must: false },
  { variable: "TEST_QEMU_TRIXIE", suite: "trixie", must: true },
  { variable: "TEST_QEMU_TRIXIE_BACKPORTS", suite: "trixie-backports", must: true },
] as const satisfies readonly DebianQemu[];

/** The one that the tests of QEMU run on again. */
const NEWEST = "TEST_QEMU_TRIXIE_BACKPORTS";

/** Unpacks what is not unpacked yet, about 10 s each; variables that are already set keep their values. */
export function debianQemuVariables(
  env: NodeJS.ProcessEnv = process.env,
  pathOf: (suite: string) => string | undefined = unpack,
): Record<string, string> {
  const found = DEBIAN_QEMUS.flatMap(({ variable, suite, must }): [string, string][] => {
    const path = env[variable] || pathOf(suite);
    if (path !== undefined) return [[variable, path]];
    if (must && env["CI"] === "true") throw new Error(`CI needs the QEMU of ${suite}`);
    return [];
  });
  const variables = Object.fromEntries(found);
  const newest = variables[NEWEST];
  if (newest === undefined) throw new Error(`${NEWEST} is not set, and its QEMU cannot be had`);
  return { ...variables, [QEMU_VARIABLE]: newest };
}

/** The script itself says in a sentence why a QEMU cannot be had. */
function unpack(suite: string): string | undefined {
  const { status, stdout } = spawnSync("bash", [SCRIPT, suite], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return status === 0 ? stdout.trim() : undefined;
}
