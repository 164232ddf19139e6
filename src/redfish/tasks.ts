/** Tasks of one machine: operations that go on after the client was answered (DSP0266 §12.2). */
import type { Clock } from "../clock.ts";
import { MAX_TASKS } from "./limits.ts";
import type { Json } from "./resource.ts";

/** The answer that the operation would have had at once. */
export interface Outcome {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json | string;
}

export interface Task {
  readonly id: string;
  readonly name: string;
  readonly startedMs: number;
  /** How it ended; undefined while it runs. */
  readonly end: { readonly outcome: Outcome; readonly endedMs: number } | undefined;
  /** Resolves when it has ended. */
  readonly final: Promise<Outcome>;
  percent(): number | undefined;
}

export class RedfishTasks {
  readonly #clock: Clock;
  #all: readonly Task[] = [];
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get all(): readonly Task[] {
    return this.#all;
  }

  byId(id: string | undefined): Task | undefined {
    return this.#all.find((task) => task.id === id);
  }

  /** `final` must not reject. */
  start(name: string, final: Promise<Outcome>, percent: () => number | undefined): Task {
    const base = { id: `${++this.#lastId}`, name, startedMs: this.#clock.epochMs(), final, percent };
    const task: { -readonly [Key in keyof Task]: Task[Key] } = { ...base, end: undefined };
    const isFull = this.#all.length >= MAX_TASKS;
    const oldest = isFull ? (this.#all.find(({ end }) => end) ?? this.#all[0]) : undefined;
    this.#all = [...this.#all.filter((each) => each !== oldest), task];
    void final.then((outcome) => {
      task.end = { outcome, endedMs: this.#clock.epochMs() };
    });
    return task;
  }
}
