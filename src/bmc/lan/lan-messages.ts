/** Messages of LAN clients to system software, in its receive message queue (IPMI §6.12.1, §22.6). */
import { MAX_ANSWER_SIZE } from "../../ipmi/answer-size.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import type { Privilege } from "../../ipmi/privilege.ts";
import type { Session } from "../../ipmi/session.ts";
import type { SystemInterface } from "../system-interface.ts";

/**
 * The most messages of LAN clients that can wait at an interface. The rest of the queue is left to the answers that system
 * software waits for.
 */
export const MAX_LAN_MESSAGES = 16;

/** Bytes that Get Message returns besides the message: channel and session handle. */
const ENVELOPE_SIZE = 2;

/** The session of a message, and the privilege that it has there. */
export interface LanSender {
  readonly session: Pick<Session, "handle" | "channel">;
  readonly privilege: Privilege;
}

/**
 * Queues a message. Throws `IpmiError` D3h while system software does not receive from the LAN channel (§22.5), C8h for a
 * message that Get Message could not return, and C0h when too many wait.
 */
export function deliverFromLan(to: SystemInterface, { session, privilege }: LanSender, message: Uint8Array): void {
  const { channel, handle } = session;
  if (!to.receives(channel)) {
    throw new IpmiError(
      CompletionCode.DestinationUnavailable,
      `system software receives nothing from channel ${channel}`,
    );
  }
  const most = MAX_ANSWER_SIZE - ENVELOPE_SIZE;
  if (message.length > most) {
    const problem = `the message has ${message.length} bytes; expected at most ${most}`;
    throw new IpmiError(CompletionCode.DataLengthExceeded, problem);
  }
  const data = Uint8Array.of(handle, ...message);
  if (to.waitingFrom(channel) < MAX_LAN_MESSAGES && to.receive({ channel, privilege, data })) return;
  throw new IpmiError(CompletionCode.NodeBusy, "the receive message queue is full");
}
