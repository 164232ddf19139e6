/**
 * Set In Progress, parameter 0 of every table of configuration parameters (IPMI §23.2, §28.13, §30.4). A notice to other
 * writers, no lock: parameters may be written in any state. What is written while a set is in progress can be rolled back.
 */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

export const Progress = { SetComplete: 0, SetInProgress: 1, CommitWrite: 2 } as const;

/** 81h: another writer's set is in progress. */
const SET_IN_PROGRESS = 0x81;

/** The parameters, as values that do not change. */
export interface Parameters<T> {
  save(): T;
  restore(values: T): void;
}

export class SetInProgress<T = unknown> {
  readonly #parameters: Parameters<T> | undefined;
  #inProgress = false;
  #before: T | undefined;

  /** Without parameters there is no rollback, and nothing to commit. */
  constructor(parameters?: Parameters<T>) {
    this.#parameters = parameters;
  }

  get value(): number {
    return this.#inProgress ? Progress.SetInProgress : Progress.SetComplete;
  }

  /** A value of `Progress`; 81h when a set is in progress already, CCh for what there is not. */
  set(value: number): void {
    switch (value) {
      case Progress.SetComplete:
        this.reset();
        break;
      case Progress.SetInProgress:
        if (this.#inProgress) throw new IpmiError(SET_IN_PROGRESS, "a set is in progress");
        this.#inProgress = true;
        this.#before = this.#parameters?.save();
        break;
      case Progress.CommitWrite:
        if (!this.#parameters) throw new IpmiError(CompletionCode.InvalidDataField, "there is nothing to commit");
        if (this.#inProgress) this.#before = this.#parameters.save();
        break;
      default:
        throw new IpmiError(CompletionCode.InvalidDataField, `no set-in-progress value ${value}`);
    }
  }

  /** To set complete; what was written and not committed is rolled back. A reset or power-down of the system does this too. */
  reset(): void {
    this.#inProgress = false;
    const before = this.#before;
    this.#before = undefined;
    if (before !== undefined) this.#parameters?.restore(before);
  }

  /** What a rollback would bring back: all that is certain while a set is in progress. */
  get before(): T | undefined {
    return this.#before;
  }

  snapshot() {
    return { value: this.value };
  }
}
