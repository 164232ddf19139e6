/**
 * What the two ends of a control socket say to each other: node-ipc's guarded frames (JSON, ended by a form feed), each
 * an event of one of these names. The client says hello first; the server answers it, and then answers calls.
 */

/** Counted up when an older client or daemon would misunderstand a newer one. A call or field more is no reason. */
export const PROTOCOL_VERSION = 1;

/** A FRU device of 65,535 bytes in hex, twice. Longer lists come in pages. A longer message ends its connection. */
export const MAX_MESSAGE_BYTES = 256 * 1024;
/** What waits for a peer that does not read; one byte more ends its connection. */
export const MAX_PENDING_BYTES = 1024 * 1024;
/** The end of a message that has begun must come within this. */
export const MESSAGE_TIMEOUT_MS = 10_000;

export interface Hello {
  readonly protocol: number;
  /** Of the package. */
  readonly version: string;
}

export interface ResultMessage {
  /** The client's own, of the call. */
  readonly id: number;
  readonly result: unknown;
}

/** Of a stream. */
export interface EventsMessage {
  readonly id: number;
  readonly events: readonly unknown[];
  /** Before them, as the client did not read fast enough. */
  readonly dropped: number;
}

/** The stream is over. */
export interface EndMessage {
  readonly id: number;
}

/** Without an id it is about the connection. */
export interface Failure {
  readonly id?: number | undefined;
  readonly code: FailureCode;
  readonly message: string;
  readonly argument?: string | undefined;
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
 * Why a call failed. `code` is for programs:
 * - `version`: the daemon and this program speak different versions of the protocol; the message says which is newer
 * - `unknownCall`, `badArgument` (`argument` names it), `badMessage`: the call is wrong
 * - `notFound`: no such machine, sensor, record, user or fault; the message names those there are
 * - `refused`: the BMC refuses, as it would a guest; `completionCode` is its reason
 * - `exists`: there is a machine of this name already
 * - `unavailable`: a door or the state of a machine cannot be had: it is in use, or may not be used
 * - `tooMany`: more clients, streams or machines than a daemon takes
 * - `failed`: a mistake of ours, or of the system below (a disk that is full)
 * - `unreachable`: no daemon listens there, or it may not be used
 * - `disconnected`: the daemon ended, or the connection did
 */
export class ControlError extends Error {
  override readonly name = "ControlError";
  readonly code: ControlErrorCode;
  readonly argument: string | undefined;
  readonly completionCode: number | undefined;

  constructor(
    code: ControlErrorCode,
    message: string,
    {
      argument,
      completionCode,
    }: { readonly argument?: string | undefined; readonly completionCode?: number | undefined } = {},
  ) {
    super(message);
    this.code = code;
    this.argument = argument;
    this.completionCode = completionCode;
  }
}

/** The sentence for two versions that differ; undefined when they do not. */
export function versionProblem(client: Hello, daemon: Hello): string | undefined {
  if (client.protocol === daemon.protocol) return undefined;
  const newer = client.protocol > daemon.protocol ? "this program is the newer" : "the daemon is the newer";
  return (
    `this program (extern-bmc ${client.version}) speaks version ${client.protocol} of the control protocol, the daemon ` +
    `(extern-bmc ${daemon.version}) version ${daemon.protocol}: ${newer}; use the extern-bmc that the daemon is`
  );
}
