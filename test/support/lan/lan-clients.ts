/** Clients of a LAN door: ipmitool, FreeIPMI, and Python's. */
import { execFile } from "node:child_process";

/** Debian puts FreeIPMI's programs there. */
const PATH = `${process.env["PATH"]}:/usr/sbin`;

interface As {
  readonly user?: string;
  readonly password?: string;
}

/** Output of a program; one that fails begins with "failed: " and ends with what it wrote to standard error. */
export function printed(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { env: { PATH } }, (error, stdout, stderr) => {
      resolve(error ? `failed: ${stdout}${stderr}` : stdout.trim());
    });
    child.stdin?.end();
  });
}

/** Runs clients against a port. */
export function lanClient(port: number, host = "127.0.0.1") {
  return {
    port,
    ipmitool: (args: readonly string[], { user = "admin", password = "secret" }: As = {}) =>
      printed("ipmitool", ["-H", host, "-p", `${port}`, "-U", user, "-P", password, ...args]),
    freeipmi: (program: string, args: readonly string[], { user = "admin", password = "secret" }: As = {}) =>
      printed(program, ["-h", `${host}:${port}`, "-u", user, "-p", password, ...args]),
    /** A script for Debian's Python, with host, port, user and password as its arguments. */
    python: (script: string) => printed("/usr/bin/python3", ["-c", script, host, `${port}`, "admin", "secret"]),
  };
}
export type LanClient = ReturnType<typeof lanClient>;

/** Runs clients against a door: udp:HOST:PORT */
export function lanClientAt(address: string): LanClient {
  const [, host = "", port = ""] = /^udp:(.*):(\d+)$/.exec(address) ?? [];
  return lanClient(Number(port), host);
}
