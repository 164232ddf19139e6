/**
 * Set In Progress, parameter 0 of all parameter tables (IPMI §23.2, §28.13, §30.4). It is a notice to other writers,
 * not a lock: parameters can be written in any state. Writes during a set in progress can be rolled back.
 */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

export const Progress = { SetComplete: 0, SetInProgress: 1, CommitWrite: 2 } as const;

/** Completion code when another writer's set is in progress. */
const SET_IN_PROGRESS = 0x81;

/** The parameters as an immutable value that can be saved and restored. */
export interface Parameters<T> {
  save(): T;
  restore(values: T): void;
}

export class SetInProgress<T = unknown> {
  readonly #parameters: Parameters<T> | undefined;
  #inProgress = false;
  #before: T | undefined;

  /** Without `parameters`, there is no rollback and nothing to commit. */
  constructor(parameters?: Parameters<T>) {
    this.#parameters = parameters;
  }

  get value(): number {
    return this.#inProgress ? Progress.SetInProgress : Progress.SetComplete;
  }

  /**
   * Sets a value of `Progress`. Throws `IpmiError` 81h when a set is already in progress, and CCh for an unsupported
   * value.
   */
  set(value: number): void {
    switch (value) {
      case Progress.SetComplete:
        this.reset();
        break;
      case Progress.SetInProgress:
        if (this.#inProgress)
          throw new IpmiError(SET_IN_PROGRESS, "a set is already in progress; expected its set complete first");
        this.#inProgress = true;
        this.#before = this.#parameters?.save();
        break;
      case Progress.CommitWrite:
        if (!this.#parameters)
          throw new IpmiError(
            CompletionCode.InvalidDataField,
            "commit write is not supported here; expected set complete or set in progress",
          );
        if (this.#inProgress) this.#before = this.#parameters.save();
        break;
      default:
        throw new IpmiError(CompletionCode.InvalidDataField, `set in progress is ${value}; expected 0 to 2`);
    }
  }

  /** Returns to set complete and rolls back uncommitted writes. A reset or power-down of the system does this too. */
  reset(): void {
    this.#inProgress = false;
    const before = this.#before;
    this.#before = undefined;
    if (before !== undefined) this.#parameters?.restore(before);
  }

  /** The values that a rollback would restore, which are the only certain ones during a set in progress. */
  get before(): T | undefined {
    return this.#before;
  }

  snapshot() {
    return { value: this.value };
  }
}
