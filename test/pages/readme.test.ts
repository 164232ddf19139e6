/** The README as a new user follows it: in a fresh clone, from the top, command for command. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { runShell } from "../support/pages/shell.ts";
import { askingDisk } from "../support/qemu/boot-sector.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const FIVE_MINUTES_MS = 300_000;

const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const [install = "", run = "", ...moreShell] = blocksOf(readme, "sh");
const [first = "", session = "", ...moreConsole] = blocksOf(readme, "console");
/** The page that has what a clone prints, and what to do with it. */
const running = readPage("running.md");
const [flags = ""] = blocksOf(running, "console");
const qemu = blocksOf(running, "sh").find((block) => block.includes("npx --no -- extern-bmc qemu-args")) ?? "";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-readme-"));
const clone = join(directory, "clone");
/** Its daemon is the only one of this user. */
const env = { XDG_RUNTIME_DIR: directory, npm_config_prefer_offline: "true", EXTERN_BMC_CONTROL_SOCKET: "" };
const inClone = (script: string) => runShell(script, { cwd: clone, env, timeoutMs: FIVE_MINUTES_MS });
let daemon: ChildProcess;
let log = "";
let startedMs: number;

/** Starts one in the background; gives its ready line. */
async function startDaemon(command: string): Promise<string> {
  daemon = spawn("bash", ["-c", command], {
    ...{ cwd: clone, env: { ...process.env, ...env }, detached: true },
    stdio: ["ignore", "pipe", "pipe"],
  });
  log = "";
  daemon.stderr?.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  for await (const line of createInterface(daemon.stdout ?? process.stdin)) {
    if (line.startsWith("extern-bmc ready")) return line;
  }
  throw new Error(`it is not ready: ${log}`);
}

async function stopDaemon(): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null || daemon.pid === undefined) return;
  const exited = once(daemon, "exit");
  process.kill(-daemon.pid, "SIGTERM");
  await exited;
}

/** "$ command" lines, each with its output. */
function commandsOf(block: string) {
  return block.split(/^\$ /m).flatMap((text) => {
    const [command = "", ...output] = text.trimEnd().split("\n");
    return command === "" ? [] : [{ command, output: output.join("\n") }];
  });
}

/** Text without the clone's path and the parts that differ from run to run. */
const steady = (text: string) =>
  text
    .trimEnd()
    .replaceAll(/\[ *\d+\.\d+\]/g, "[time]")
    .replaceAll(/\/[\w/-]*(?=\/extern-bmc\.sock)/g, "");

beforeAll(async () => {
  const { code, output } = await runShell(`git clone --quiet ${ROOT} ${clone}`, { cwd: directory });
  expect(code, output).toBe(0);
  writeFileSync(join(clone, "disk.img"), askingDisk());
  startedMs = performance.now();
});

afterAll(async () => {
  await stopDaemon();
  rmSync(directory, { recursive: true, force: true });
});

test("every block of it is run here, but for npm test, which runs this", () => {
  expect([moreShell, moreConsole, blocksOf(readme, "yaml")]).toEqual([[], [], []]);
  expect(install.split("\n").map((line) => line.split(/ {2,}/)[0])).toEqual([
    "npm ci && npm start",
    "npm ci && npm test",
    "",
  ]);
});

test("the first five minutes", async () => {
  const [{ command, output } = { command: "", output: "" }] = commandsOf(first);
  expect(steady(await startDaemon(command))).toBe(steady(output));
  const times = [["ready", performance.now() - startedMs]];
  const commands = commandsOf(session);
  expect(commands).toHaveLength(4);
  for (const { command, output } of commands) {
    const result = await inClone(command);
    expect({ code: result.code, output: steady(result.output) }, command).toEqual({ code: 0, output: steady(output) });
    times.push([command, performance.now() - startedMs]);
  }
  console.log(times.map(([what, ms]) => `${(Number(ms) / 1000).toFixed(1)} s: ${what}`).join("\n"));
  expect(performance.now() - startedMs).toBeLessThan(FIVE_MINUTES_MS);
});

test("the flags that the daemon prints, and a QEMU that is started with them", async () => {
  const [{ output } = { output: "" }] = commandsOf(flags);
  const [before = "", since = ""] = steady(output).split("\n");
  expect(steady(log)).toContain(before);
  expect(steady(log)).toContain(since);
  expect(await inClone(`${qemu.trim()} -display none`)).toMatchObject({ code: 0 });
  const { output: status } = await inClone("npx --no -- extern-bmc status");
  expect(status).toMatch(/^bmc .* Get Device ID: 00h$/m);
});

test("the guest that docs/README.md writes for the other pages", async () => {
  const [writing = ""] = blocksOf(readPage("README.md"), "sh");
  const boot =
    'qemu-system-x86_64 -m 512 -nographic -kernel bzImage -initrd initramfs.img -append "console=ttyS0 no_timer_check"';
  const { code, output } = await inClone(`${writing.trim()}\nnpx --no -- extern-bmc run -- ${boot}`);
  expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^IPMI Version +: 2\.0/m) });
});

test("one command for all of it", async () => {
  const { code, output } = await inClone(run);
  expect([code, output]).toEqual([
    0,
    expect.stringContaining("met   Get Device ID at least once, the first within 60 s\n"),
  ]);
});
