/** Fuzzes one target: changes inputs that reach something, and keeps those that reach something new. */
import { blockOf, eachFeature, isOfCode, workDone } from "./coverage.ts";
import type { Dice } from "./dice.ts";
import { execute, type Problem } from "./execution.ts";
import { minimized } from "./minimize.ts";
import type { Mutator } from "./mutator.ts";
import { bytesOf, type Target } from "./target.ts";

export interface Find extends Problem {
  readonly input: Uint8Array;
}

interface Entry {
  readonly input: string;
  readonly features: readonly number[];
}

/** Blocks that an execution of a kept input runs through at most: slow inputs would take all of the time. */
const MAX_KEPT_WORK = 1_000_000;
/** Executions that making a find smaller may take. */
const MINIMIZING = 3000;

export class Fuzzer {
  readonly #target: Target;
  readonly #dice: Dice;
  readonly #mutator: Mutator;
  readonly #began: (input: Uint8Array) => void;
  readonly #entries: Entry[] = [];
  /** The shortest entry of each feature. */
  readonly #shortest = new Map<number, Entry>();
  #favored: readonly Entry[] | undefined;
  readonly #kinds = new Set<string>();
  #executions = 0;

  /** Calls `began` before each execution. */
  constructor(target: Target, dice: Dice, mutator: Mutator, began: (input: Uint8Array) => void) {
    this.#target = target;
    this.#dice = dice;
    this.#mutator = mutator;
    this.#began = began;
  }

  get executions(): number {
    return this.#executions;
  }

  get features(): number {
    return this.#shortest.size;
  }

  get blocks(): number {
    return new Set([...this.#shortest.keys()].filter(isOfCode).map(blockOf)).size;
  }

  /** Runs an input of a corpus. Returns a problem of a new kind. */
  async start(input: Uint8Array): Promise<Find | undefined> {
    return this.#try(Buffer.from(input).toString("latin1"));
  }

  /** Runs one changed input. Returns a problem of a new kind. */
  async next(): Promise<Find | undefined> {
    return this.#try(this.#mutator.mutate(this.#choose(), this.#choose()));
  }

  /** The few short inputs that together reach all code that any reached. */
  corpus(): readonly Uint8Array[] {
    const reached = new Set<number>();
    const kept = this.#entries
      .toSorted((one, other) => one.input.length - other.input.length)
      .filter(({ features }) => {
        const before = reached.size;
        for (const feature of features) if (isOfCode(feature)) reached.add(blockOf(feature));
        return reached.size > before;
      });
    return kept.map(({ input }) => bytesOf(input));
  }

  async #try(input: string): Promise<Find | undefined> {
    const problem = await this.#run(input);
    if (problem === undefined) {
      this.#learn(input);
      return undefined;
    }
    if (this.#kinds.has(problem.kind)) return undefined;
    this.#kinds.add(problem.kind);
    const fails = async (smaller: string) => (await this.#run(smaller))?.kind === problem.kind;
    return { ...problem, input: bytesOf(await minimized(input, fails, MINIMIZING)) };
  }

  #run(input: string): Promise<Problem | undefined> {
    const bytes = bytesOf(input);
    this.#executions++;
    this.#began(bytes);
    return execute(this.#target, bytes);
  }

  #learn(input: string): void {
    let isNew = false;
    eachFeature((feature) => {
      isNew ||= !this.#shortest.has(feature);
    });
    if (!isNew || workDone() > MAX_KEPT_WORK) return;
    const features: number[] = [];
    eachFeature((feature) => features.push(feature));
    const entry = { input, features };
    this.#entries.push(entry);
    for (const feature of features) {
      if (input.length < (this.#shortest.get(feature)?.input.length ?? Number.POSITIVE_INFINITY))
        this.#shortest.set(feature, entry);
    }
    this.#favored = undefined;
  }

  /** Mostly the shortest inputs that reach something, or one of the newest. */
  #choose(): string {
    this.#favored ??= [...new Set(this.#shortest.values())];
    const newest = this.#entries.slice(-8);
    const choices = [this.#favored, this.#favored, this.#favored, newest, this.#entries][this.#dice.below(5)] ?? [];
    return choices.length === 0 ? "" : this.#dice.pick(choices).input;
  }
}
