/** Errors about doors that cannot be opened, each one sentence for the operator. */

/**
 * A door that cannot be opened as configured: a mistake in the configuration or on this machine, never in a peer's
 * bytes.
 */
export class DoorError extends Error {
  override readonly name = "DoorError";
  /** Whether another program has what the door needs. */
  readonly isTaken: boolean;

  constructor(message: string, { isTaken = false, ...options }: ErrorOptions & { isTaken?: boolean } = {}) {
    super(message, options);
    this.isTaken = isTaken;
  }
}

/** Returns the errno name of a system error (`ENOENT`), or the message of an error without one. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error) return "code" in error && typeof error.code === "string" ? error.code : error.message;
  return String(error);
}

/** Advice for a listener that cannot start, by errno name. */
const LISTEN_ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is in use; stop its user or choose another port (0 takes any free one)",
  EACCES: "the port needs privilege, as those below 1024 do; choose a higher one",
  EADDRNOTAVAIL: "the address is not one of this machine's; choose one of its own",
  EAFNOSUPPORT: "this machine has no such address family; choose an address of another",
  ENOTFOUND: "the host name cannot be resolved; check its spelling or give an IP address",
  EAI_AGAIN: "the host name cannot be resolved now; check the name server or give an IP address",
};

/** Returns the error for a TCP or TLS listener at `address` that could not start. */
export function listenFailure(address: string, error: unknown): DoorError {
  const reason = reasonOf(error);
  const advice = LISTEN_ADVICE[reason] ?? `cannot listen (${reason})`;
  return new DoorError(`${address}: ${advice}`, { cause: error, isTaken: reason === "EADDRINUSE" });
}
