/** Set-up: installs the Debian packages that are missing when we are root, and says what to run when we are not. */
import { runProgram } from "../stages/run-program.ts";
import { type DebianPackage, isInstalled } from "./debian-packages.ts";

/** Another apt-get (an image's unattended upgrade) may hold the lock when CI starts. */
const LOCK_TIMEOUT_S = 120;

/** A line of progress this often: apt-get itself would print one for each package. */
const PROGRESS_INTERVAL_MS = 15_000;

/** The packages that are still missing afterwards: none, unless we are not root. Rejects when apt-get fails. */
export async function installMissing(packages: readonly DebianPackage[]): Promise<DebianPackage[]> {
  const missing = packages.filter((each) => !isInstalled(each));
  if (missing.length === 0 || process.getuid?.() !== 0) return missing;

  console.log(`set-up: installing ${missing.map(({ name }) => name).join(" ")}`);
  await aptGet("update", "-qq");
  await aptGet("install", "-qq", "--no-install-recommends", ...missing.map(({ name }) => name));

  const absent = missing.filter((each) => !isInstalled(each));
  if (absent.length > 0) {
    const files = absent.map(({ name, proof }) => `${name} without ${proof}`);
    throw new Error(`apt-get succeeded and installed ${files.join(", ")}`);
  }
  return [];
}

/** The one command that makes the waiting stages run. */
export function installCommand(missing: readonly DebianPackage[]): string {
  const names = missing.map(({ name }) => name).join(" ");
  return `sudo sh -c 'apt-get update && apt-get install --yes --no-install-recommends ${names}'`;
}

async function aptGet(...args: string[]): Promise<void> {
  const options = ["--yes", "-o", `DPkg::Lock::Timeout=${LOCK_TIMEOUT_S}`];
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const startedMs = performance.now();
  const ticking = setInterval(() => {
    console.log(`set-up: apt-get ${args[0]}, ${Math.round((performance.now() - startedMs) / 1000)} s`);
  }, PROGRESS_INTERVAL_MS);
  const exitCode = await runProgram("apt-get", [...args, ...options], { env, quiet: true }).finally(() =>
    clearInterval(ticking),
  );
  if (exitCode !== 0) throw new Error(`apt-get ${args.join(" ")} ended with ${exitCode}`);
}
