/** Where events enter the BMC, from its own sensors as from system software: the SEL, the event message buffer, PEF. */
import type { Messaging } from "./messaging.ts";
import { type PlatformEvent, toRecord } from "./platform-event.ts";
import type { Sel } from "./sel.ts";

/** The record id of an event that the SEL did not take (FFFFh is no record's). */
const NOT_LOGGED = 0xffff;

export class EventReceiver {
  readonly #sel: Sel;
  readonly #messaging: Messaging;
  readonly #filter: (event: PlatformEvent, recordId: number | undefined) => void;

  /** `filter` is given each event that came, after it was logged. */
  constructor(
    sel: Sel,
    messaging: Messaging,
    filter: (event: PlatformEvent, recordId: number | undefined) => void = () => {},
  ) {
    this.#sel = sel;
    this.#messaging = messaging;
    this.#filter = filter;
  }

  /** Never throws: an event that nobody has room for is lost, as it is in hardware. */
  receive(event: PlatformEvent): void {
    const { systemEventLogging } = this.#messaging.globalEnables;
    const recordId = systemEventLogging ? this.#sel.addEvent(event) : undefined;
    this.#messaging.putEvent(toRecord(event, recordId ?? NOT_LOGGED, this.#sel.timestamp()));
    this.#filter(event, recordId);
  }
}
