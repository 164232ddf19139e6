/** One execution of a target, and what went wrong in it. */
import { startCounting, stopCounting, TooMuchWork } from "./coverage.ts";
import { type Target, workLimit } from "./target.ts";

export interface Problem {
  /** The same for inputs that fail for the same reason. */
  readonly kind: string;
  /** With the stack. */
  readonly text: string;
}

/** Bytes of buffers that one execution may leave behind. The heap has the limit of its thread. */
const MAX_BUFFERS = 512 * 1024 * 1024;
/** Only an execution that takes so long has had time to fill that many. */
const LONG_MS = 50;

/** Errors that no caller caught: of callbacks, of promises; and Node's warnings. */
let uncaught: unknown;

export function catchUncaught(): void {
  const note = (error: unknown) => {
    uncaught ??= error;
  };
  process.on("uncaughtException", note).on("unhandledRejection", note);
  process.on("warning", (warning) => warning.name !== "ExperimentalWarning" && note(warning));
}

/** Runs the target. Returns the problem, if any. */
export async function execute(target: Target, input: Uint8Array): Promise<Problem | undefined> {
  uncaught = undefined;
  let error: unknown;
  const startedMs = performance.now();
  startCounting(workLimit(target, input.length));
  try {
    const pending = target.run(input);
    if (pending) await pending;
    // Callbacks and ends of streams that the target left for later happen before the next execution.
    await new Promise(setImmediate);
  } catch (thrown) {
    error = thrown;
  }
  if (stopCounting() && !(error instanceof TooMuchWork)) error = new TooMuchWork("more work than this input may cause");
  error ??= uncaught;
  if (error === undefined && performance.now() - startedMs > LONG_MS) error = tooManyBuffers();
  return error === undefined ? undefined : problemOf(error);
}

function tooManyBuffers(): Error | undefined {
  const { arrayBuffers } = process.memoryUsage();
  return arrayBuffers > MAX_BUFFERS ? new RangeError(`${arrayBuffers} bytes in buffers`) : undefined;
}

function problemOf(error: unknown): Problem {
  if (!(error instanceof Error)) return { kind: String(error), text: String(error) };
  const frame = /\/(?:src|test)\/(\S+?):\d+/.exec(error.stack ?? "")?.[1] ?? "";
  const [line = ""] = error.message.split("\n");
  const sentence = line
    .replaceAll(/"[^"]*"/g, '""')
    .replaceAll(/\d+/g, "#")
    .slice(0, 100);
  return { kind: `${error.name}: ${sentence} at ${frame}`, text: error.stack ?? String(error) };
}
