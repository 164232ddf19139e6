/**
 * Log-ins that clients abandon: with RMCP+ a client sees at RAKP 2 that its password is wrong, and need not send RAKP 3.
 * The BMC cannot tell them from log-ins whose packets were lost.
 */
import { type Peer, peerText } from "../ipmi/session.ts";
import { sessionStatusText } from "../rmcp/session-status.ts";
import type { LanOwner } from "./exchanges.ts";
import { nameText } from "./lan-traffic.ts";
import type { SetUpEnd } from "./set-ups.ts";

export interface AbandonedLogIn {
  readonly peer: Peer;
  /** The client's message that was awaited. */
  readonly step: "RAKP 3" | "Activate Session";
  readonly name: Uint8Array;
  /** Undefined: no user who may log in has the name. */
  readonly userId: number | undefined;
  /** Status in the client's RAKP 3; absent: the message did not come. */
  readonly status?: number | undefined;
}

/** Reports it, and counts it as a wrong password if the settings say so. A log-in that others pushed out does not count. */
export function reportAbandoned(owner: LanOwner, logIn: AbandonedLogIn, why?: SetUpEnd): void {
  const { peer, step, name, userId, status } = logIn;
  const { options, lan } = owner.bmc;
  const reason = why === "replaced" ? "later log-ins took its place" : reasonOf(step, status, userId);
  const happening = { kind: "log-in abandoned", step, status, user: nameText(name), reason } as const;
  owner.trace.publish(peerText(peer), happening);
  owner.peerLog.write("warn", { peer: peer.address, user: userId, reason }, "LAN log-in abandoned");
  const counts = options.lan.countAbandonedLogins && why !== "replaced";
  if (counts && userId !== undefined) lan.lockOut.failed(userId);
}

function reasonOf(step: string, status: number | undefined, userId: number | undefined): string {
  if (userId === undefined) return "unauthorized name";
  return status === undefined ? `${step} did not come` : `the client says ${sessionStatusText(status)}`;
}
