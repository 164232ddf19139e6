/** Sends events of a controller's own sensors to the event receiver (IPMI §29.1–§29.3). */

import { encode } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";
import { BMC_ADDRESS } from "../ipmi/slave-address.ts";
import type { EventReceiver } from "./event-receiver.ts";
import type { Ipmb } from "./ipmb.ts";
import { eventFields, type PlatformEvent } from "./platform-event.ts";

/** §29.1: event messages are disabled. */
export const NO_RECEIVER = 0xff;

const EVENT_MESSAGE_REVISION = 0x04;
/** Platform Event Message, in the form without a generator ID. */
const PLATFORM_EVENT = { netFn: 0x04, cmd: 0x02 } as const;
const message = struct(eventFields);

/** The part of an event that the sensor itself knows. */
export type SensorEvent = Omit<PlatformEvent, "generatorId" | "evmRevision">;

/** A slave address (8 bits, bit 0 clear) or `NO_RECEIVER`, and a LUN. */
export interface ReceiverAddress {
  readonly address: number;
  readonly lun: number;
}

/** The event receiver until Set Event Receiver changes it. */
const DEFAULT_RECEIVER: ReceiverAddress = { address: BMC_ADDRESS, lun: 0 };

export class EventGenerator {
  readonly #own: EventReceiver;
  readonly #ipmb: Ipmb;
  readonly #address: number;
  #receiver: ReceiverAddress;

  /** `own` receives the events addressed to this controller, whose slave address is `address`. */
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

  /** Sends an event of a sensor on `lun`. The event is lost when no controller has the receiver's address. */
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

/** §29.4: encodes a generator ID. The first byte is the slave address, the second holds the LUN. */
export function generatorOf(address: number, lun: number): number {
  return address + 256 * lun;
}
