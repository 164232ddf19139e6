/** Text for the events of a door other than requests and answers. */

import { hexCode, spacedHex } from "../text/hex.ts";
import { capabilityNames, controlName } from "../wire/vm-control.ts";
import type { TraceEvent } from "./trace-event.ts";

export function happeningText(event: TraceEvent): string {
  switch (event.kind) {
    case "capabilities":
      return `${event.peer} can do: ${capabilityNames(event.capabilities).join(" ").toLowerCase()}`;
    case "control":
      return `told QEMU: ${controlName(event.code)}`;
    case "discarded":
      return `discarded, ${event.reason}: ${spacedHex(event.bytes)}`;
    case "sent":
      return `no whole message went out: ${spacedHex(event.bytes)}`;
    case "qemu":
      return `QEMU: ${event.event}${event.reason === undefined ? "" : ` (${event.reason})`}${times(event.count)}`;
    case "session opened": {
      const { peer, user, session, privilege, suite } = event;
      const how = suite === undefined ? "IPMI 1.5" : `cipher suite ${suite}`;
      return `${peer} logged in as ${nameOf(user)}: session ${session}, ${how}, up to ${privilege}`;
    }
    case "session closed":
      return `session ${event.session} of ${nameOf(event.user)} ended: ${event.reason}`;
    case "SOL ended": {
      const { session, instance, sent, received } = event;
      const what = instance === 1 ? "serial over LAN" : `serial over LAN, instance ${instance},`;
      return `${what} ended in session ${session}: ${sent} characters sent, ${received} received`;
    }
    case "log-in refused": {
      const { peer, step, status, user, reason } = event;
      const who = user === undefined ? "" : ` as ${nameOf(user)}`;
      return `${peer} was refused${who}, ${step}: ${reason}${status === undefined ? "" : ` (${hexCode(status)})`}`;
    }
    case "log-in abandoned": {
      const { peer, status, user, reason } = event;
      return `${peer} abandoned its log-in as ${nameOf(user)}: ${reason}${status === undefined ? "" : ` (${hexCode(status)})`}`;
    }
    case "trap":
      return `trap ${event.sequence} ${event.isSent ? "to" : "could not be sent to"} ${event.peer}`;
    case "redfish": {
      const { peer, method, path, status, rules } = event;
      return `${peer}: ${method} ${path} → ${status} [${rules.join(", ")}]`;
    }
    case "medium":
      return event.image === undefined ? `${event.drive} was emptied` : `${event.drive} holds ${event.image}`;
    case "missing":
      return `${event.count} events before this are missing`;
    default:
      return `${event.peer}: ${event.kind}`;
  }
}

/** The name in quotes, as it may be empty: the null user's. */
function nameOf(user: string): string {
  return JSON.stringify(user);
}

function times(count = 1): string {
  return count > 1 ? `, ${count} times` : "";
}
