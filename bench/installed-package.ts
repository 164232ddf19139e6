/** The package as users have it: packed, and installed in a directory of its own. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export interface Running {
  readonly pid: number;
  /** The first line on standard output. */
  readonly line: string;
  stop(): Promise<unknown>;
}

/** Packs the package, installs it in `directory`, and returns the path of its command. */
export function installPackage(directory: string): string {
  const npm = (...args: string[]) => execFileSync("npm", args, { cwd: directory, encoding: "utf8", stdio: "pipe" });
  const [file = ""] = npm("pack", resolve(import.meta.dirname, ".."))
    .trim()
    .split("\n")
    .slice(-1);
  npm("install", "--prefer-offline", "--no-audit", "--no-fund", join(directory, file));
  return join(directory, "node_modules/extern-bmc/bin/extern-bmc.js");
}

/** Starts a program on Node and resolves at its first line. `under`: a program that runs it, such as taskset. */
export async function startNode(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  under: readonly string[] = [],
): Promise<Running> {
  const [program = "", ...rest] = [...under, process.execPath, ...args];
  const child = spawn(program, rest, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "ignore"] });
  const exited = once(child, "exit");
  const [line] = await Promise.race([
    once(createInterface(child.stdout), "line"),
    exited.then(() => Promise.reject(new Error(`${args.join(" ")} ended before it was ready`))),
  ]);
  const stop = () => {
    child.kill();
    return exited;
  };
  return { pid: child.pid ?? 0, line: String(line), stop };
}
