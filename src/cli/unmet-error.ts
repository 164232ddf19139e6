/** Everything ran, and it is not as it was to be: exit code 1, the message on standard error. */
export class UnmetError extends Error {
  override readonly name = "UnmetError";
}
