/**
 * What the two ends of a control socket say to each other: node-ipc's guarded frames (JSON, ended by a form feed), each
 * an event of one of these names. The client says hello first; the server answers it, and then answers calls.
 */
import { z } from "zod";

/** Counted up when an older client or daemon would misunderstand a newer one. A call or field more is no reason. */
export const PROTOCOL_VERSION = 1;

/** A FRU device of 65,535 bytes in hex, twice. Longer lists come in pages. A longer message ends its connection. */
export const MAX_MESSAGE_BYTES = 256 * 1024;
/** What waits for a peer that does not read; one byte more ends its connection. */
export const MAX_PENDING_BYTES = 1024 * 1024;
/** The end of a message that has begun must come within this. */
export const MESSAGE_TIMEOUT_MS = 10_000;

export const hello = z.object({
  protocol: z.int(),
  /** Of the package. */
  version: z.string(),
});
export type Hello = z.infer<typeof hello>;

/** `id` is the client's own, and comes back with all that the call causes. */
export const callMessage = z.object({ id: z.int().min(0), call: z.string(), arguments: z.unknown().optional() });
/** Ends a stream. */
export const cancelMessage = z.object({ id: z.int().min(0) });

export const resultMessage = z.object({ id: z.int(), result: z.unknown() });
/** Events of a stream, and how many were dropped before them as the client did not read fast enough. */
export const eventsMessage = z.object({ id: z.int(), events: z.array(z.unknown()), dropped: z.int() });
/** The stream is over. */
export const endMessage = z.object({ id: z.int() });

const errorCodes = [
  "version",
  "unknownCall",
  "badArgument",
  "badMessage",
  "notFound",
  "refused",
  "tooMany",
  "failed",
] as const;

/** Without an id it is about the connection. */
export const failureMessage = z.object({
  id: z.int().optional(),
  code: z.enum(errorCodes),
  message: z.string(),
  argument: z.string().optional(),
  completionCode: z.int().optional(),
});
export type Failure = z.infer<typeof failureMessage>;

export type ControlErrorCode = (typeof errorCodes)[number] | "unreachable" | "disconnected";

/**
 * Why a call failed. `code` is for programs:
 * - `version`: the daemon and this program speak different versions of the protocol; the message says which is newer
 * - `unknownCall`, `badArgument` (`argument` names it), `badMessage`: the call is wrong
 * - `notFound`: no such machine, sensor, record, user or fault; the message names those there are
 * - `refused`: the BMC refuses, as it would a guest; `completionCode` is its reason
 * - `tooMany`: more clients or streams than a daemon takes
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
