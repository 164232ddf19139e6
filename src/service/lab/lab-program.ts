/** The lab as a program of its own, so that it can neither slow down nor crash the daemon. */
import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import type { LabInfo } from "../../control/calls/lab.ts";
import { packageFile } from "../../package-files.ts";
import { MAX_LINE, MAX_TEXT } from "./limits.ts";

const ENTRY = packageFile("bin/extern-bmc.js");
/** The list takes a second; a busy machine may take thirty. */
const LIST_TIMEOUT_MS = 60_000;

export interface LabProgram {
  /** Ends the lab, which kills its QEMU. Resolves when it has ended. */
  end(): Promise<void>;
}

export interface LabOutput {
  /** @throws Error for a line that is not one of the lab's; ends the program */
  line(line: unknown): void;
  /** `exitCode`: null after a signal. `messages`: the end of standard error. */
  ended(exitCode: number | null, messages: string): void;
}

/** Starts `extern-bmc` with these arguments. It ends when we do, as its standard input is a pipe that we hold. */
export function startLab(args: readonly string[], output: LabOutput): LabProgram {
  const child = spawn(process.execPath, [ENTRY, ...args, "--json-lines", "--end-with-stdin"], { stdio: "pipe" });
  const { promise: over, resolve } = Promise.withResolvers<void>();
  let messages = "";
  let rest = "";
  const say = (text: string) => {
    messages = (messages + text).slice(-MAX_TEXT);
  };
  const take = (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE) throw new Error(`a line of the lab is longer than ${MAX_LINE} characters`);
    for (const line of lines) output.line(JSON.parse(line));
  };
  child.stdin.on("error", () => {});
  child.stderr.setEncoding("utf8").on("data", say);
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    try {
      take(text);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
      child.stdout.removeAllListeners("data").resume();
      child.kill();
    }
  });
  child.once("error", (error) => say(error.message));
  child.once("close", (exitCode) => {
    output.ended(exitCode, messages.trim());
    resolve();
  });
  return {
    end() {
      child.kill();
      return over;
    },
  };
}

/** Asks the program for its scenarios: to read their files would keep guests waiting. `signal` ends the program. */
export async function listScenarios(signal: AbortSignal): Promise<LabInfo["scenarios"]> {
  const { stdout } = await promisify(execFile)(process.execPath, [ENTRY, "lab", "list", "--json"], {
    ...{ timeout: LIST_TIMEOUT_MS, signal },
  });
  return JSON.parse(stdout);
}
