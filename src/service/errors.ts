/** Errors that decide the exit code. Each message is printed on standard error. */

/** The command line asks for something that cannot be done: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Everything ran, but an expectation was not met: exit code 1. */
export class UnmetError extends Error {
  override readonly name = "UnmetError";
}

/** A program that we ran has ended, and its exit code becomes ours. */
export class ExitError extends Error {
  override readonly name = "ExitError";
  /** 1 to 255. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
