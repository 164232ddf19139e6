/** Events of a controller's own sensors on their way to the event receiver (IPMI §29.1–§29.3). */

import { encode } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";
import { BMC_ADDRESS } from "../ipmi/slave-address.ts";
import type { EventReceiver } from "./event-receiver.ts";
import type { Ipmb } from "./ipmb.ts";
import { eventFields, type PlatformEvent } from "./platform-event.ts";

/** §29.1: no event messages at all. */
export const NO_RECEIVER = 0xff;

const EVENT_MESSAGE_REVISION = 0x04;
/** Platform Event Message, in the form without generator id. */
const PLATFORM_EVENT = { netFn: 0x04, cmd: 0x02 } as const;
const message = struct(eventFields);

/** What a sensor knows of its event. */
export type SensorEvent = Omit<PlatformEvent, "generatorId" | "evmRevision">;

/** Slave address, 8 bits with bit 0 clear, or `NO_RECEIVER`; and LUN. */
export interface ReceiverAddress {
  readonly address: number;
  readonly lun: number;
}

/** Receives the events until the event receiver is set. */
const DEFAULT_RECEIVER: ReceiverAddress = { address: BMC_ADDRESS, lun: 0 };

export class EventGenerator {
  readonly #own: EventReceiver;
  readonly #ipmb: Ipmb;
  readonly #address: number;
  #receiver: ReceiverAddress;

  /** `own` is what receives events here; `address` is this controller's. */
  constructor(own: EventReceiver, ipmb: Ipmb, address: number) {
    this.#own = own;
    this.#ipmb = ipmb;
    this.#address = address;
    this.#receiver = DEFAULT_RECEIVER;
  }

  get receiver(): ReceiverAddress {
    return this.#receiver;
  }

  set receiver(receiver: ReceiverAddress) {
    this.#receiver = receiver;
  }

  /** Sends an event of a sensor at `lun`. What nobody takes is lost. */
  generate(event: SensorEvent, lun: number): void {
    const { address, lun: receiverLun } = this.#receiver;
    if (address === NO_RECEIVER) return;
    const own = { ...event, evmRevision: EVENT_MESSAGE_REVISION };
    if (address === this.#address) this.#own.receive({ ...own, generatorId: generatorOf(this.#address, lun) });
    else {
      const requester = { address: this.#address, lun };
      this.#ipmb.deliver(address, { ...PLATFORM_EVENT, lun: receiverLun, data: encode(message, own), requester });
    }
  }

  reset(): void {
    this.#receiver = DEFAULT_RECEIVER;
  }

  snapshot() {
    return { receiver: this.#receiver };
  }
}

/** §29.4: who says so. The slave address is the first byte, the LUN stands in the second. */
export function generatorOf(address: number, lun: number): number {
  return address + 256 * lun;
}
