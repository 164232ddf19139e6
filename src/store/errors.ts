/** The state cannot be had, and a person has to do something about it: exit code 1, the message on standard error. */
export class StateError extends Error {
  override readonly name = "StateError";
}

/** What the file holds is not what was written there. */
export class DamagedError extends Error {
  override readonly name = "DamagedError";
}
