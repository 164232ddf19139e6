/** A reader's shell: an empty directory, our program on the path, and no daemons except those started in it. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { ENTRY } from "../daemon/entry.ts";
import { runShell } from "./shell.ts";

const TIMEOUT_MS = 240_000;

export interface PageShell {
  readonly directory: string;
  /** Writes a file there, and the directories above it. */
  write(name: string, content: string | Uint8Array): void;
  /** Output of the script, which must end with 0. Its background processes are killed. */
  run(script: string): Promise<string>;
  /** The same, for a script that serves until it is ended: which it is when `meanwhile` is done. */
  runServing(script: string, meanwhile: string): Promise<string>;
  close(): void;
}

export function openPageShell(): PageShell {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-page-"));
  const write = (name: string, content: string | Uint8Array) => {
    mkdirSync(join(directory, name, ".."), { recursive: true });
    writeFileSync(join(directory, name), content);
  };
  write("bin/extern-bmc", `#!/bin/sh\nexec '${process.execPath}' '${ENTRY}' "$@"\n`);
  chmodSync(join(directory, "bin/extern-bmc"), 0o755);
  // Other daemons may run on this machine.
  const env = {
    PATH: `${join(directory, "bin")}:${process.env["PATH"]}`,
    EXTERN_BMC_CONTROL_SOCKET: join(directory, "control/bmc.sock"),
  };
  const run = async (script: string) => {
    const { code, output } = await runShell(script, { cwd: directory, env, timeoutMs: TIMEOUT_MS });
    expect({ code, script, output }).toEqual({ code: 0, script, output });
    return output;
  };
  return {
    directory,
    write,
    run,
    // A script of one command replaces the shell. The daemon may have a child just then, such as virsh.
    runServing: (script, meanwhile) =>
      run(`( ${script.trim()} ) & serving=$!
extern-bmc wait-ready --timeout 60
${meanwhile}
if [ "$(cat /proc/$serving/comm)" = bash ]; then pkill -P $serving; else kill $serving; fi
wait $serving || true`),
    close: () => rmSync(directory, { recursive: true, force: true }),
  };
}
