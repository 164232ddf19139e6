/** Programs that are clients of Redfish. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs a client and returns what it printed. One that fails gives what it wrote to standard error, too. */
export async function runClient(program: string, args: readonly string[], home = "/nonexistent"): Promise<string> {
  try {
    // Without REQUESTS_CA_BUNDLE, which outweighs an option not to verify.
    const { stdout } = await run(program, args, { env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: home } });
    return stdout.trim();
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    return `failed: ${stdout}${stderr}`;
  }
}
