/** The first five minutes of the README, as a new user spends them: in a fresh clone, command for command. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../support/door.ts";
import { blocksOf } from "../support/page.ts";
import { runShell } from "../support/shell.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const FIVE_MINUTES_MS = 300_000;

const [, section = ""] =
  /^## The first five minutes\n(.*?)^## /ms.exec(readFileSync(join(ROOT, "README.md"), "utf8")) ?? [];
const [start = "", session = ""] = blocksOf(section, "console");

/** "$ command" lines, each with what it prints. */
function commandsOf(block: string) {
  return block.split(/^\$ /m).flatMap((text) => {
    const [command = "", ...output] = text.trimEnd().split("\n");
    return command === "" ? [] : { command, output: output.join("\n") };
  });
}

/** What differs from run to run, and the compiled code's caches that a message may name. */
const steady = (text: string) =>
  text
    .trimEnd()
    .replaceAll(/\[ *\d+\.\d+\]/g, "[time]")
    .replaceAll(/\/\S*(?=\/extern-bmc)/g, "");

test("from a clone to an answer in a guest and to a fault", { timeout: 2 * FIVE_MINUTES_MS }, async () => {
  const directory = temporaryDirectory();
  const clone = join(directory, "clone");
  // Its daemon is the only one of this user, and its node the one that npm brings.
  const env = { XDG_RUNTIME_DIR: directory, npm_config_prefer_offline: "true", EXTERN_BMC_CONTROL_SOCKET: "" };
  const startedMs = performance.now();
  const at = () => `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
  const shell = (script: string, cwd: string) => runShell(script, { cwd, env, timeoutMs: FIVE_MINUTES_MS });

  expect(await shell(`git clone --quiet ${ROOT} ${clone}`, directory)).toMatchObject({ code: 0 });
  const [{ command, output } = { command: "", output: "" }] = commandsOf(start);
  const daemon = spawn("bash", ["-c", command], {
    ...{ cwd: clone, env: { ...process.env, ...env }, detached: true },
    stdio: ["ignore", "pipe", "ignore"],
  });
  onTestFinished(() => void (daemon.pid !== undefined && process.kill(-daemon.pid, "SIGTERM")));
  for await (const line of createInterface(daemon.stdout)) {
    if (!line.startsWith("extern-bmc ready")) continue;
    expect(steady(line)).toBe(steady(output));
    break;
  }
  console.log(`ready after ${at()}`);

  const commands = commandsOf(session);
  expect(commands).toHaveLength(4);
  for (const { command, output } of commands) {
    const result = await shell(command, clone);
    expect({ code: result.code, output: steady(result.output) }, command).toEqual({ code: 0, output: steady(output) });
    console.log(`${command}: after ${at()}`);
  }
  expect(performance.now() - startedMs).toBeLessThan(FIVE_MINUTES_MS);
});
