import type { SessionStatus } from "./session-status.ts";

/** A handshake message that is answered with a status, although its other fields cannot be used. */
export interface Refused {
  readonly kind: "refused";
  readonly tag: number;
  /** The session ID in the message: the console's in an Open Session Request, the BMC's in RAKP 1 and 3. */
  readonly sessionId: number;
  readonly status: SessionStatus;
}
