/**
 * Protocol of the control socket: frames of node-ipc's guarded profile (JSON, ended by a form feed), each an event with one
 * of these names. The client says hello first; the server replies with its own hello, and then answers calls.
 */

/** Incremented when an older client or daemon would misunderstand a newer one. Additional calls and fields do not count. */
export const PROTOCOL_VERSION = 1;

/** Twice a FRU device of 65,535 bytes in hex; longer lists come in pages. A longer message ends the connection. */
export const MAX_MESSAGE_BYTES = 256 * 1024;
/** Most bytes that wait for a peer that does not read; one more ends the connection. */
export const MAX_PENDING_BYTES = 1024 * 1024;
/** Longest time from the first to the last byte of a message. */
export const MESSAGE_TIMEOUT_MS = 10_000;

export interface Hello {
  readonly protocol: number;
  /** Version of the package. */
  readonly version: string;
}

export interface ResultMessage {
  /** The client's id of the call. */
  readonly id: number;
  readonly result: unknown;
}

/** Events of a stream. */
export interface EventsMessage {
  readonly id: number;
  readonly events: readonly unknown[];
  /** Number of events dropped before these, as the client read too slowly. */
  readonly dropped: number;
}

/** End of a stream. */
export interface EndMessage {
  readonly id: number;
}

/** A failure of the call with this id; without an id, of the connection. */
export interface Failure {
  readonly id?: number | undefined;
  readonly code: FailureCode;
  readonly message: string;
  readonly argument?: string | undefined;
  readonly expected?: string | undefined;
  readonly completionCode?: number | undefined;
}

export type FailureCode =
  | "version"
  | "unknownCall"
  | "badArgument"
  | "badMessage"
  | "notFound"
  | "refused"
  | "exists"
  | "unavailable"
  | "tooMany"
  | "failed";

export type ControlErrorCode = FailureCode | "unreachable" | "disconnected";

/**
 * Failure of a call. `code` is for programs:
 * - `version`: the daemon and this program speak different versions of the protocol; the message says which is newer
 * - `unknownCall`, `badArgument` (`argument` names it; `expected` says what it must be, if it is missing), `badMessage`: the call
 *   is wrong
 * - `notFound`: no such machine, sensor, record, user or fault; the message names the existing ones
 * - `refused`: the BMC refuses, as it would refuse a guest; `completionCode` is its reason
 * - `exists`: a machine of this name already exists
 * - `unavailable`: a door or the state of a machine is in use, or this user may not use it; a run of the lab is under way
 * - `tooMany`: more clients, streams or machines than a daemon takes
 * - `failed`: a bug of ours, or an error of the system, such as a full disk
 * - `unreachable`: no daemon listens there, or this user may not use its socket
 * - `disconnected`: the daemon ended, or the connection did
 */
export class ControlError extends Error {
  override readonly name = "ControlError";
  readonly code: ControlErrorCode;
  readonly argument: string | undefined;
  readonly expected: string | undefined;
  readonly completionCode: number | undefined;

  constructor(
    code: ControlErrorCode,
    message: string,
    { argument, expected, completionCode }: Pick<Failure, "argument" | "expected" | "completionCode"> = {},
  ) {
    super(message);
    this.code = code;
    this.argument = argument;
    this.expected = expected;
    this.completionCode = completionCode;
  }
}

/** Returns a sentence about two versions that differ; undefined when they are the same. */
export function versionProblem(client: Hello, daemon: Hello): string | undefined {
  if (client.protocol === daemon.protocol) return undefined;
  const newer = client.protocol > daemon.protocol ? "this program is the newer" : "the daemon is the newer";
  return (
    `this program (extern-bmc ${client.version}) speaks version ${client.protocol} of the control protocol, the daemon ` +
    `(extern-bmc ${daemon.version}) version ${daemon.protocol}: ${newer}; use the extern-bmc that the daemon is`
  );
}
