/** The end of a program that we ran, whose exit code is to be ours. */
export class ExitError extends Error {
  override readonly name = "ExitError";
  /** 1 to 255. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
