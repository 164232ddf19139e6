/** Runs a program that acts on a machine: with a time limit, and without waiting for processes that it leaves behind. */
import { type ChildProcess, spawn } from "node:child_process";
import { HostError } from "./host-means.ts";
import { MAX_OUTPUT, MAX_SAID, PROGRAM_TIMEOUT_MS } from "./limits.ts";

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  /** Its command line for messages: "virsh start --domain vm0". */
  readonly line: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Advice for a program that does not exist. */
  readonly advice?: string;
}

/** Time after the program's end in which its output still arrives; processes that it started may keep the pipe open. */
const REST_MS = 200;

/** Resolves with what the program printed on standard output. @throws HostError when it cannot be run, fails or hangs */
export async function runProgram(program: Program, timeoutMs: number = PROGRAM_TIMEOUT_MS): Promise<string> {
  const { file, args, line, env } = program;
  const child = spawn(file, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that a time-out ends the program with everything that it started.
    detached: true,
  });
  const output = limited(child.stdout);
  const errors = limited(child.stderr);
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    killGroup(child);
  }, timeoutMs).unref();
  const { code, signal } = await ended(child, program).finally(() => clearTimeout(late));
  if (code === 0) return output();
  if (isLate) throw new HostError(`${line}: did not end within ${timeoutMs / 1000} s and was killed; run it by hand`);
  const said = (errors() || output()).trim().split("\n").at(-1)?.slice(0, MAX_SAID) ?? "";
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
  throw new HostError(`${line}: ${how}${said === "" ? "; run it by hand" : `: ${said}`}`);
}

function limited(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let room = MAX_OUTPUT;
  stream.on("data", (chunk: Buffer) => {
    if (room === 0) return;
    // A copy: a view, even an empty one, would keep the whole chunk.
    const kept = Buffer.from(chunk.subarray(0, room));
    chunks.push(kept);
    room -= kept.length;
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function ended(child: ChildProcess, { line, advice }: Program): Promise<End> {
  return new Promise((resolve, reject) => {
    child.once("error", ({ message }) => {
      reject(new HostError(`${line}: cannot be run: ${message}${advice === undefined ? "" : `; ${advice}`}`));
    });
    child.once("exit", (code, signal) => {
      const rest = setTimeout(() => child.stdout?.destroy() && child.stderr?.destroy(), REST_MS).unref();
      child.once("close", () => {
        clearTimeout(rest);
        resolve({ code, signal });
      });
    });
  });
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
}
