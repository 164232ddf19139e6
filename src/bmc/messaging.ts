/**
 * System interface messaging: global enables, message flags, receive message queue, event message buffer (IPMI §22.1–§22.8),
 * and the two wires
 * that follow from them, SMS_ATN and the messaging interrupt.
 */

/** §22.1. Kept by a warm reset. */
export interface GlobalEnables {
  readonly receiveMessageQueueInterrupt: boolean;
  readonly eventMessageBufferFullInterrupt: boolean;
  readonly eventMessageBuffer: boolean;
  readonly systemEventLogging: boolean;
  readonly oem0: boolean;
  readonly oem1: boolean;
  readonly oem2: boolean;
}

/** §22.4. Each says that something waits for system software. */
export interface MessageFlags {
  readonly receiveMessageAvailable: boolean;
  readonly eventMessageBufferFull: boolean;
  readonly watchdogPreTimeout: boolean;
  readonly oem0: boolean;
  readonly oem1: boolean;
  readonly oem2: boolean;
}

/** SMS_ATN, and whether the machine's messaging interrupt is to come with it. */
export interface Attention {
  readonly pending: boolean;
  readonly interrupt: boolean;
}

/** An event as the event message buffer holds it: the 16 bytes of a SEL record (§32.1). */
export const EVENT_MESSAGE_SIZE = 16;

/** §22.1: event logging is on after power-up, everything else is off. */
const POWER_UP_ENABLES: GlobalEnables = {
  receiveMessageQueueInterrupt: false,
  eventMessageBufferFullInterrupt: false,
  eventMessageBuffer: false,
  systemEventLogging: true,
  oem0: false,
  oem1: false,
  oem2: false,
};

/** A message for system software: its channel, and its bytes as Get Message gives them (table 22-8). */
export interface ReceivedMessage {
  readonly channel: number;
  readonly data: Uint8Array;
}

/** Messages that wait at most. What comes then is lost, as in a BMC whose memory is full; system software asks again. */
export const MAX_RECEIVED_MESSAGES = 64;

/** The system interface's own channel: the one that receives after power-up (§22.5). */
const SYSTEM_INTERFACE = 0x0f;

export class Messaging {
  readonly #changed: () => void;
  #enables = POWER_UP_ENABLES;
  #event: Uint8Array | undefined;
  #watchdogPreTimeout = false;
  #messages: readonly ReceivedMessage[] = [];
  #receiving: ReadonlySet<number> = new Set([SYSTEM_INTERFACE]);

  /** `changed` is called after each change that can move attention or the interrupt. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get globalEnables(): GlobalEnables {
    return this.#enables;
  }

  set globalEnables(enables: GlobalEnables) {
    this.#enables = enables;
    this.#changed();
  }

  get flags(): MessageFlags {
    return {
      receiveMessageAvailable: this.#messages.length > 0,
      eventMessageBufferFull: this.#event !== undefined,
      watchdogPreTimeout: this.#watchdogPreTimeout,
      oem0: false,
      oem1: false,
      oem2: false,
    };
  }

  get attention(): Attention {
    const { receiveMessageAvailable, eventMessageBufferFull, watchdogPreTimeout } = this.flags;
    return {
      pending: receiveMessageAvailable || eventMessageBufferFull || watchdogPreTimeout,
      interrupt:
        ((receiveMessageAvailable || watchdogPreTimeout) && this.#enables.receiveMessageQueueInterrupt) ||
        (eventMessageBufferFull && this.#enables.eventMessageBufferFullInterrupt),
    };
  }

  /** Whether system software has asked for an interrupt of any kind. */
  get interruptEnabled(): boolean {
    return this.#enables.receiveMessageQueueInterrupt || this.#enables.eventMessageBufferFullInterrupt;
  }

  /** §22.3: clears what is true in `flags`; the event message buffer is emptied with its flag. */
  clear(flags: MessageFlags): void {
    if (flags.receiveMessageAvailable) this.#messages = [];
    if (flags.eventMessageBufferFull) this.#event = undefined;
    if (flags.watchdogPreTimeout) this.#watchdogPreTimeout = false;
    this.#changed();
  }

  /** Puts a message into the receive message queue (§22.6); false when there is no room. */
  receive(message: ReceivedMessage): boolean {
    if (this.#messages.length >= MAX_RECEIVED_MESSAGES) return false;
    this.#messages = [...this.#messages, message];
    this.#changed();
    return true;
  }

  /** Takes the oldest message out; undefined when there is none. */
  takeMessage(): ReceivedMessage | undefined {
    const [oldest, ...others] = this.#messages;
    if (!oldest) return undefined;
    this.#messages = others;
    this.#changed();
    return oldest;
  }

  /** §22.5: whether requests to system software from this channel are received. */
  receives(channel: number): boolean {
    return this.#receiving.has(channel);
  }

  enableReceive(channel: number, enabled: boolean): void {
    const others = this.#receiving.difference(new Set([channel]));
    this.#receiving = enabled ? others.add(channel) : others;
  }

  /** The pre-timeout interrupt of the watchdog timer, where it is the messaging interrupt (§27.4). */
  set watchdogPreTimeout(pending: boolean) {
    if (this.#watchdogPreTimeout === pending) return;
    this.#watchdogPreTimeout = pending;
    this.#changed();
  }

  /**
   * Offers an event to system software. The buffer holds one: false when it is full or not enabled, and the event then
   * is in the SEL alone.
   */
  putEvent(event: Uint8Array): boolean {
    if (event.length !== EVENT_MESSAGE_SIZE) throw new RangeError(`an event has 16 bytes, not ${event.length}`);
    if (!this.#enables.eventMessageBuffer || this.#event) return false;
    this.#event = event;
    this.#changed();
    return true;
  }

  /** Takes the event out, and its flag down; undefined when there is none. */
  takeEvent(): Uint8Array | undefined {
    const event = this.#event;
    if (!event) return undefined;
    this.#event = undefined;
    this.#changed();
    return event;
  }

  /** Forgets what waits for system software; enables stay (§20.3 warm reset). */
  flush(): void {
    this.#event = undefined;
    this.#watchdogPreTimeout = false;
    this.#messages = [];
    this.#changed();
  }

  /** As after power-up. */
  reset(): void {
    this.#enables = POWER_UP_ENABLES;
    this.#receiving = new Set([SYSTEM_INTERFACE]);
    this.flush();
  }

  snapshot() {
    return {
      enables: this.#enables,
      event: this.#event,
      watchdogPreTimeout: this.#watchdogPreTimeout,
      messages: this.#messages,
      receiving: [...this.#receiving],
    };
  }
}
