/** ipmitool and FreeIPMI as clients of a LAN door. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

interface As {
  readonly user?: string;
  readonly password?: string;
}

/** Runs clients against a port. A client that fails gives what it wrote. */
export function lanClient(port: number) {
  const text = async (program: string, args: readonly string[]) => {
    try {
      const { stdout } = await run(program, args, { env: { PATH: `${process.env["PATH"]}:/usr/sbin` } });
      return stdout.trim();
    } catch (error) {
      const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
      return `failed: ${stdout}${stderr}`;
    }
  };
  return {
    port,
    ipmitool: (args: readonly string[], { user = "admin", password = "secret" }: As = {}) =>
      text("ipmitool", ["-H", "127.0.0.1", "-p", `${port}`, "-U", user, "-P", password, ...args]),
    freeipmi: (program: string, args: readonly string[], { user = "admin", password = "secret" }: As = {}) =>
      text(program, ["-h", `127.0.0.1:${port}`, "-u", user, "-p", password, ...args]),
  };
}
