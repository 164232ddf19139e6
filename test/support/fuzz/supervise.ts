/** Fuzzes one target in a thread of its own, and ends it when an execution hangs or exhausts its memory. */
import { Worker } from "node:worker_threads";
import { Flight } from "./flight.ts";
import type { Message, Order } from "./fuzz-child.ts";
import type { Find } from "./fuzzer.ts";

const THREAD = new URL("./fuzz-child.ts", import.meta.url);
/** Heap of a thread, with its corpus. */
const HEAP_MB = 768;
/** Processor time of an execution: far longer than the work that a target allows takes. */
const HANG_CPU_MS = 30_000;
/** For an execution that waits for ever, and for the start of a thread. */
const HANG_MS = 600_000;
const LOOK_MS = 500;
const MAX_INPUT_BYTES = 1024 * 1024;

export interface Progress {
  readonly executions: number;
  readonly blocks: number;
  readonly features: number;
}

export interface Outcome extends Progress {
  readonly finds: readonly Find[];
  /** Empty when the thread was ended. */
  readonly corpus: readonly Uint8Array[];
}

/** Fuzzes a target until `endEpochMs`. Calls `tell` about once a second. */
export async function supervise(
  order: Omit<Order, "shared">,
  tell: (progress: Progress) => void = () => {},
): Promise<Outcome> {
  const shared = Flight.memory(MAX_INPUT_BYTES);
  const flight = new Flight(shared);
  const worker = new Worker(THREAD, {
    workerData: { ...order, shared } satisfies Order,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const finds: Find[] = [];
  let progress: Progress = { executions: 0, blocks: 0, features: 0 };
  let corpus: readonly Uint8Array[] = [];
  worker.on("message", (message: Message) => {
    if (message.kind === "find") finds.push(message.find);
    else if (message.kind === "done") corpus = message.corpus;
    else {
      progress = message;
      tell(progress);
    }
  });
  worker.on("error", (error) => finds.push(ended(error, flight.input)));
  const watch = watchFor(flight, (text) => {
    finds.push({ kind: "hang", text, input: flight.input });
    void worker.terminate();
  });
  // Not `once` of node:events, which rejects at the error.
  await new Promise((resolve) => worker.once("exit", resolve));
  clearInterval(watch);
  return { ...progress, executions: flight.executions, finds, corpus };
}

function ended(error: Error, input: Uint8Array): Find {
  const isMemory = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  return {
    kind: isMemory ? "memory" : `the thread ended: ${error.message}`,
    text: error.stack ?? String(error),
    input,
  };
}

/** Calls `hung` once, with the reason, when an execution does not end. */
function watchFor(flight: Flight, hung: (reason: string) => void): NodeJS.Timeout {
  let seen = -1;
  let since = { ms: 0, cpuMs: 0 };
  const timer = setInterval(() => {
    const now = { ms: performance.now(), cpuMs: process.cpuUsage().user / 1000 };
    if (flight.executions !== seen) {
      seen = flight.executions;
      since = now;
    }
    const [ms, cpuMs] = [now.ms - since.ms, now.cpuMs - since.cpuMs];
    if (ms < HANG_MS && (cpuMs < HANG_CPU_MS || seen === 0)) return;
    clearInterval(timer);
    hung(`an execution has not ended after ${Math.round(ms)} ms, ${Math.round(cpuMs)} ms of the processor`);
  }, LOOK_MS);
  return timer;
}
