/** Text for the events of a door other than requests and answers. */

import { spacedHex } from "../text/hex.ts";
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
    case "missing":
      return `${event.count} events before this are missing`;
    default:
      return `${event.peer}: ${event.kind}`;
  }
}

function times(count = 1): string {
  return count > 1 ? `, ${count} times` : "";
}
