/** Starts bare-server.ts in the daemon's place. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestDaemon } from "../test/support/daemon/daemon.ts";

export type Served = Pick<TestDaemon, "addresses" | "process" | "stop">;

/** The daemon's flags of V8 (bin/extern-bmc.js). */
const FLAGS = ["--disable-warning=ExperimentalWarning", "--semi-space-growth-factor=1", "--no-maglev"];

/** `under`: a command that runs the server, with its arguments. */
export async function startBareServer(doors: readonly string[], under: readonly string[] = []): Promise<Served> {
  const script = join(import.meta.dirname, "bare-server.ts");
  const [program = "", ...args] = [...under, process.execPath, ...FLAGS, script, ...doors];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface(child.stdout), "line");
  const stop = async () => {
    child.kill();
    const [code, signal] = await once(child, "close");
    return { code, signal };
  };
  return { addresses: line.split(" ").slice(2), process: child, stop };
}
