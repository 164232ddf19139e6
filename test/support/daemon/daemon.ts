// The daemon as its users start it: a process, run from bin/extern-bmc.js, known by its ready line.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withParentDeathSignal } from "../../../src/os/parent-death-signal.ts";
import { ENTRY } from "./entry.ts";

export interface TestDaemonOptions {
  /** After `serve`. */
  readonly args?: readonly string[];
  /** The program; defaults to `ENTRY`. */
  readonly entry?: string;
  /** YAML, written to a file and given as -c. */
  readonly config?: string;
  /** Added to ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** A program and its arguments that run the daemon, such as prlimit. */
  readonly under?: readonly string[];
  /** Called with the process at once, long before it is ready. */
  readonly spawned?: (child: ChildProcess) => void;
}

export interface TestDaemon extends AsyncDisposable {
  /** Addresses of the ready line. */
  readonly addresses: readonly string[];
  /** The first address that starts with this ("unix:"). Throws when no address does. */
  address(prefix: string): string;
  /** Path of its control socket, unless the options say otherwise. */
  readonly control: string;
  readonly process: ChildProcess;
  /** Standard error so far. */
  stderr(): string;
  /** SIGTERM, SIGKILL if that does not end it; resolves with how it ended. Safe to call twice. */
  stop(): Promise<Exit>;
  /** Sends SIGKILL, so that the daemon leaves its files behind. */
  kill(): Promise<Exit>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A start takes 0.3 s on idle cores, and has taken 20 s on busy ones. */
const START_TIMEOUT_MS = 300_000;
const STOP_TIMEOUT_MS = 5000;

/** Resolves when it is ready. Rejects with its stderr when it ends before. */
export async function startTestDaemon(options: TestDaemonOptions = {}): Promise<TestDaemon> {
  const directory = await mkdtemp(join(tmpdir(), "extern-bmc-test-"));
  const configPath = join(directory, "config.yaml");
  if (options.config !== undefined) await writeFile(configPath, options.config);
  const control = join(directory, "control.sock");
  const configArgs = options.config === undefined ? [] : ["-c", configPath];

  const daemonArgs = [process.execPath, options.entry ?? ENTRY, "serve", ...configArgs, ...(options.args ?? [])];
  const [program = "", ...args] = [...(options.under ?? []), ...daemonArgs];
  const child = spawn(...withParentDeathSignal("KILL", program, args), {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, EXTERN_BMC_CONTROL_SOCKET: control, ...options.env },
  });
  const exit = new Promise<Exit>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  options.spawned?.(child);
  let [stdout, stderr] = ["", ""];
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const readyLine = new Promise<readonly string[]>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      const [, addresses] = /^extern-bmc ready((?: \S+)*)\n/m.exec(stdout) ?? [];
      if (addresses !== undefined) resolve(addresses.split(" ").slice(1));
    });
  });

  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    // A process that a test has stopped (SIGSTOP) takes its signal only after SIGCONT.
    child.kill("SIGCONT");
    const deadline = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    try {
      return await exit;
    } finally {
      clearTimeout(deadline);
      await rm(directory, { recursive: true, force: true });
    }
  };
  const stop = () => end("SIGTERM");
  const kill = () => end("SIGKILL");

  try {
    const addresses = await Promise.race([readyLine, unready(exit, () => stdout + stderr)]);
    const address = (prefix: string) => {
      const found = addresses.find((candidate) => candidate.startsWith(prefix));
      if (found === undefined) throw new Error(`no ${prefix} address among ${addresses.join(" ")}`);
      return found;
    };
    return {
      addresses,
      address,
      control,
      process: child,
      stderr: () => stderr,
      stop,
      kill,
      [Symbol.asyncDispose]: async () => void (await stop()),
    };
  } catch (error) {
    await kill().catch(() => {});
    throw error;
  }
}

async function unready(exit: Promise<Exit>, output: () => string): Promise<never> {
  const timer = new AbortController();
  const late = sleep(START_TIMEOUT_MS, undefined, { signal: timer.signal, ref: false }).catch(() => undefined);
  const ended = await Promise.race([exit, late]);
  timer.abort();
  const how = ended ? `ended with ${ended.signal ?? ended.code}` : `is not ready after ${START_TIMEOUT_MS} ms`;
  throw new Error(`the daemon ${how}:\n${output()}`);
}
