/** The state cannot be used, and the operator must act: exit code 1, with the message on standard error. */
export class StateError extends Error {
  override readonly name = "StateError";
}

/** The file is damaged: its content is not what the store wrote. */
export class DamagedError extends Error {
  override readonly name = "DamagedError";
}
