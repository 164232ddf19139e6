/** The command line on a terminal, which `script` of util-linux makes. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { ENTRY } from "./entry.ts";

/** Starts the command line on a terminal with this number of columns, which its standard error does not go to. */
export function startOnTerminal(
  args: readonly string[],
  columns: number,
  env: NodeJS.ProcessEnv,
): ChildProcessWithoutNullStreams {
  const command = [process.execPath, ENTRY, ...args].map((word) => `'${word}'`).join(" ");
  return spawn("script", ["-qefc", `${command} 2>/dev/null`, "/dev/null"], {
    env: { ...process.env, COLUMNS: String(columns), ...env },
  });
}

/** Runs the command line on a terminal to its end. @throws Error unless its exit code is 0 */
export async function runOnTerminal(...call: Parameters<typeof startOnTerminal>): Promise<string> {
  const child = startOnTerminal(...call);
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code !== 0) throw new Error(`exit code ${code}: ${text}`);
  return text.replaceAll("\r", "");
}
