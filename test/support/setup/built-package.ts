/** The package as users have it: it starts in half the time that the sources take. */
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { ENTRY_VARIABLE } from "../daemon/entry.ts";
import { runProgram } from "../stages/run-program.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const PACKAGE = join(ROOT, "node_modules/.cache/extern-bmc-package");

/** Builds it, and lets all later stages start it. Returns whether it was built. */
export async function buildPackage(): Promise<boolean> {
  if ((await runProgram("node", ["scripts/build/index.ts"])) !== 0) return false;
  rmSync(PACKAGE, { recursive: true, force: true });
  const { files } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  for (const file of ["package.json", ...files]) cpSync(join(ROOT, file), join(PACKAGE, file), { recursive: true });
  process.env[ENTRY_VARIABLE] = join(PACKAGE, "bin/extern-bmc.js");
  return true;
}
