/** The thread in which a target is fuzzed: the main thread ends it when an execution does not end. */
import { parentPort, workerData } from "node:worker_threads";
import { readCorpus } from "./corpus.ts";
import { Dice } from "./dice.ts";
import { catchUncaught, execute } from "./execution.ts";
import { Flight } from "./flight.ts";
import { type Find, Fuzzer } from "./fuzzer.ts";
import { instrument, literals } from "./instrument.ts";
import { Mutator } from "./mutator.ts";
import { bytesOf, type Target } from "./target.ts";

export interface Order {
  readonly target: string;
  readonly seed: number;
  /** Runs this input alone. */
  readonly only?: Uint8Array | undefined;
  readonly endEpochMs: number;
  readonly shared: SharedArrayBuffer;
}

export type Message =
  | { readonly kind: "find"; readonly find: Find }
  | { readonly kind: "progress"; readonly executions: number; readonly blocks: number; readonly features: number }
  | { readonly kind: "done"; readonly corpus: readonly Uint8Array[] };

const PROGRESS_MS = 1000;
const { target: name, seed, only, endEpochMs, shared } = workerData as Order;

function say(message: Message): void {
  parentPort?.postMessage(message);
}

const packages: string[] = [];
instrument((url) => url.includes("/src/") || packages.some((each) => url.includes(`/node_modules/${each}/`)));
const { packagesOf, load } = await import("../../fuzz/targets/index.ts");
packages.push(...packagesOf(name));
const target: Target = await load(name);
catchUncaught();
const flight = new Flight(shared);

if (only) {
  flight.began(only);
  const problem = await execute(target, only);
  if (problem) say({ kind: "find", find: { ...problem, input: only } });
  say({ kind: "done", corpus: [] });
} else await fuzz();
target.close?.();

async function fuzz(): Promise<void> {
  const dice = new Dice(seed);
  const words = [...(target.words ?? []), ...(target.words ?? []), ...literals];
  const fuzzer = new Fuzzer(target, dice, new Mutator(dice, target.form, words, target.maxBytes), (input) =>
    flight.began(input),
  );
  const tell = (find: Find | undefined) => find && say({ kind: "find", find });
  const report = () =>
    say({ kind: "progress", executions: fuzzer.executions, blocks: fuzzer.blocks, features: fuzzer.features });
  for (const input of [...readCorpus(target).map((entry) => entry.input), ...target.seeds.map(bytesOf)])
    tell(await fuzzer.start(input));
  let reportedMs = 0;
  while (Date.now() < endEpochMs) {
    tell(await fuzzer.next());
    if (performance.now() - reportedMs < PROGRESS_MS) continue;
    report();
    reportedMs = performance.now();
  }
  report();
  say({ kind: "done", corpus: fuzzer.corpus() });
}
