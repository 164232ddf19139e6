/** The daemon in a container, started and signaled as a container engine does with its process 1. */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Buildah } from "./buildah.ts";
import { findDescendant, isRunning } from "./processes.ts";

const START_LIMIT_MS = 30_000;
const POLL_INTERVAL_MS = 10;

export interface ContainedDaemon {
  readonly pid: number;
  readonly readyLine: string;
  /** Sends SIGTERM. Resolves with the time until the process ended, and its exit code. */
  stop(): Promise<{ readonly tookMs: number; readonly exitCode: number | null }>;
  /** Sends SIGKILL if the daemon still runs. */
  kill(): void;
}

export async function startContained(
  buildah: Buildah,
  container: string,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ContainedDaemon> {
  const runner = buildah.run(container, command, env);
  const ended = once(runner, "exit");
  runner.stderr?.resume();
  const readyLine = await firstLine(runner.stdout).catch((error: Error) => {
    runner.kill();
    throw error;
  });
  const pid = findDescendant(runner.pid ?? 0, "node");
  if (pid === undefined) throw new Error("the container has no process whose executable is node");

  return {
    pid,
    readyLine,
    async stop() {
      const startedMs = performance.now();
      process.kill(pid, "SIGTERM");
      while (isRunning(pid)) await sleep(POLL_INTERVAL_MS);
      const tookMs = performance.now() - startedMs;
      const [exitCode] = (await ended) as [number | null];
      return { tookMs, exitCode };
    },
    kill() {
      if (isRunning(pid)) process.kill(pid, "SIGKILL");
    },
  };
}

/** Returns the first line. Rejects if none comes within 30 s. */
async function firstLine(stdout: NodeJS.ReadableStream | null): Promise<string> {
  if (stdout === null) throw new Error("buildah without a standard output");
  const lines = createInterface({ input: stdout });
  const signal = AbortSignal.timeout(START_LIMIT_MS);
  const [line] = (await Promise.race([once(lines, "line", { signal }), once(lines, "close").then(() => [""])])) as [
    string,
  ];
  if (line === "") throw new Error("the container ended before its ready line");
  return line;
}
