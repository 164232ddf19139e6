/** The command line asks for something that cannot be: exit code 2, the message on standard error. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
