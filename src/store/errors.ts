/** The state cannot be used, and the operator must act: exit code 1, with the message on standard error. */
export class StateError extends Error {
  override readonly name = "StateError";
  /** Whether another daemon uses the state. */
  readonly isTaken: boolean;

  constructor(message: string, { isTaken = false } = {}) {
    super(message);
    this.isTaken = isTaken;
  }
}

/** The file is damaged: its content is not what the store wrote. */
export class DamagedError extends Error {
  override readonly name = "DamagedError";
}

/** The file is sound, but lacks commits that were answered. `aside` is the name for a copy of it. */
export class LostCommitsError extends Error {
  override readonly name = "LostCommitsError";
  readonly aside: string;

  constructor(message: string, aside: string) {
    super(message);
    this.aside = aside;
  }
}
