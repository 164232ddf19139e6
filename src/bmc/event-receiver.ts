/**
 * The entry point for events from the BMC's sensors and from system software. Passes them to the SEL, the event message
 * buffer and PEF.
 */
import type { Messaging } from "./messaging.ts";
import { type PlatformEvent, toRecord } from "./platform-event.ts";
import type { Sel } from "./sel.ts";

/** The record ID of an event that is not in the SEL. No record has FFFFh. */
const NOT_LOGGED = 0xffff;

export class EventReceiver {
  readonly #sel: Sel;
  readonly #messaging: Messaging;
  readonly #filter: (event: PlatformEvent, recordId: number | undefined) => void;

  /** `filter` gets each event after it is logged. */
  constructor(
    sel: Sel,
    messaging: Messaging,
    filter: (event: PlatformEvent, recordId: number | undefined) => void = () => {},
  ) {
    this.#sel = sel;
    this.#messaging = messaging;
    this.#filter = filter;
  }

  /** Takes an event. Never throws: an event without room is lost, as in hardware. */
  receive(event: PlatformEvent): void {
    const recordId = this.#messaging.systemEventLogging ? this.#sel.addEvent(event) : undefined;
    this.#messaging.putEvent(toRecord(event, recordId ?? NOT_LOGGED, this.#sel.timestamp()));
    this.#filter(event, recordId);
  }
}
