/** The actions on one machine: each goes to the first of its means that can do it. */
import type { HostAction } from "../bmc/host.ts";
import type { HostMeans } from "./host-means.ts";

/** Resolves when actions are over: with undefined, or with the error of one that failed. */
export type UnderWay = Promise<Error | undefined>;

export interface HostActionsDeps {
  readonly log: { write(level: "error", fields: object, message: string): void };
  /** Called when an action has failed that `perform` had begun. */
  failed(action: HostAction): void;
}

const NONE: readonly UnderWay[] = [];

export class HostActions {
  #means: readonly HostMeans[];
  readonly #deps: HostActionsDeps;
  readonly #underWay = new Set<UnderWay>();
  /** The actions that take time and that `during` has seen begin. */
  #begun = NONE;

  constructor(means: readonly HostMeans[], deps: HostActionsDeps) {
    this.#means = means;
    this.#deps = deps;
  }

  /** Adds a means that is asked before those that are there. */
  prefer(means: HostMeans): void {
    this.#means = [means, ...this.#means];
  }

  get canPowerOn(): boolean {
    return this.#means.some((means) => means.canPowerOn);
  }

  /** Returns false when no means can do it now. */
  perform(action: HostAction): boolean {
    for (const means of this.#means) {
      const done = means.perform(action);
      if (done === false) continue;
      if (done !== true) this.#follow(action, means, done);
      return true;
    }
    return false;
  }

  /** Runs `work`. Returns its result, and the actions that it started and that take time; undefined if none does. */
  during<Result>(work: () => Result): { readonly result: Result; readonly underWay: UnderWay | undefined } {
    this.#begun = NONE;
    const result = work();
    return { result, underWay: this.#begun.length === 0 ? undefined : firstError(this.#begun) };
  }

  /** Resolves when no action is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Nothing acts on the machine any more. */
  close(): void {
    this.#means = [];
  }

  #follow(action: HostAction, { name }: HostMeans, done: Promise<void>): void {
    const over: UnderWay = done.then(
      () => undefined,
      (error: Error) => {
        this.#deps.log.write("error", { means: name, action }, error.message);
        this.#deps.failed(action);
        return error;
      },
    );
    this.#begun = [...this.#begun, over];
    this.#underWay.add(over);
    void over.finally(() => this.#underWay.delete(over));
  }
}

async function firstError(begun: readonly UnderWay[]): UnderWay {
  return (await Promise.all(begun)).find((error) => error !== undefined);
}
