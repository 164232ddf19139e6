/**
 * Messaging at one system interface: global enables, message flags, receive message queue and event message buffer (IPMI
 * §22.1–§22.8), and the two wires that follow from them, SMS_ATN and the messaging interrupt.
 */
import type { InterfaceKind } from "../ipmi/channel.ts";
import type { Privilege } from "../ipmi/privilege.ts";

/** The BMC global enables (§22.1). A warm reset keeps them. */
export interface GlobalEnables {
  readonly receiveMessageQueueInterrupt: boolean;
  readonly eventMessageBufferFullInterrupt: boolean;
  readonly eventMessageBuffer: boolean;
  readonly systemEventLogging: boolean;
  readonly oem0: boolean;
  readonly oem1: boolean;
  readonly oem2: boolean;
}

/** The message flags (§22.4). Each one says that something waits for system software. */
export interface MessageFlags {
  readonly receiveMessageAvailable: boolean;
  readonly eventMessageBufferFull: boolean;
  readonly watchdogPreTimeout: boolean;
  readonly oem0: boolean;
  readonly oem1: boolean;
  readonly oem2: boolean;
}

/** SMS_ATN (`pending`), and whether to raise the messaging interrupt with it. */
export interface Attention {
  readonly pending: boolean;
  readonly interrupt: boolean;
}

/** Size of an event in the event message buffer, in bytes: that of a SEL record (§32.1). */
export const EVENT_MESSAGE_SIZE = 16;

/** §22.1: after power-up, only event logging is enabled. */
const POWER_UP_ENABLES: GlobalEnables = {
  receiveMessageQueueInterrupt: false,
  eventMessageBufferFullInterrupt: false,
  eventMessageBuffer: false,
  systemEventLogging: true,
  oem0: false,
  oem1: false,
  oem2: false,
};

/** A message for system software: its channel, and its bytes in Get Message's form (table 22-8). */
export interface ReceivedMessage {
  readonly channel: number;
  /** The privilege that the sender had. Absent: its channel has no sessions. */
  readonly privilege?: Privilege;
  readonly data: Uint8Array;
}

/**
 * The most messages that can wait. Later ones are dropped, as in a BMC whose memory is full; system software asks
 * again.
 */
export const MAX_RECEIVED_MESSAGES = 64;

export class SystemInterface {
  readonly channel: number;
  readonly kind: InterfaceKind;
  readonly #changed: () => void;
  #enables = POWER_UP_ENABLES;
  #event: Uint8Array | undefined;
  #watchdogPreTimeout = false;
  #messages: readonly ReceivedMessage[] = [];
  /** §22.5: after power-up, only the interface's own channel receives. */
  #receiving: ReadonlySet<number>;

  /** `changed` is called after each change that may affect attention or the interrupt. */
  constructor(channel: number, kind: InterfaceKind, changed: () => void) {
    this.channel = channel;
    this.kind = kind;
    this.#changed = changed;
    this.#receiving = new Set([channel]);
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

  /** Whether system software has enabled any interrupt. */
  get interruptEnabled(): boolean {
    return this.#enables.receiveMessageQueueInterrupt || this.#enables.eventMessageBufferFullInterrupt;
  }

  /** §22.3: clears the flags that are true in `flags`, together with the data behind them. */
  clear(flags: MessageFlags): void {
    if (flags.receiveMessageAvailable) this.#messages = [];
    if (flags.eventMessageBufferFull) this.#event = undefined;
    if (flags.watchdogPreTimeout) this.#watchdogPreTimeout = false;
    this.#changed();
  }

  /** Returns the number of messages from a channel that wait. */
  waitingFrom(channel: number): number {
    return this.#messages.filter((message) => message.channel === channel).length;
  }

  /** Adds a message to the receive message queue (§22.6). Returns false when the queue is full. */
  receive(message: ReceivedMessage): boolean {
    if (this.#messages.length >= MAX_RECEIVED_MESSAGES) return false;
    this.#messages = [...this.#messages, message];
    this.#changed();
    return true;
  }

  /** Removes and returns the oldest message; undefined when the queue is empty. */
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

  /** The watchdog's pre-timeout interrupt, when it uses the messaging interrupt (§27.4). */
  set watchdogPreTimeout(pending: boolean) {
    if (this.#watchdogPreTimeout === pending) return;
    this.#watchdogPreTimeout = pending;
    this.#changed();
  }

  /**
   * Puts an event into the event message buffer, which holds one. Returns false when the buffer is full or disabled;
   * the event is then only in the SEL.
   */
  putEvent(event: Uint8Array): boolean {
    if (event.length !== EVENT_MESSAGE_SIZE)
      throw new RangeError(`the event has ${event.length} bytes; expected ${EVENT_MESSAGE_SIZE}`);
    if (!this.#enables.eventMessageBuffer || this.#event) return false;
    this.#event = event;
    this.#changed();
    return true;
  }

  /** Removes and returns the event, and clears its flag; undefined when the buffer is empty. */
  takeEvent(): Uint8Array | undefined {
    const event = this.#event;
    if (!event) return undefined;
    this.#event = undefined;
    this.#changed();
    return event;
  }

  /** §20.3 Warm Reset: drops everything that waits for system software; enables stay. */
  flush(): void {
    this.#event = undefined;
    this.#watchdogPreTimeout = false;
    this.#messages = [];
    this.#changed();
  }

  /** Restores the state after power-up. */
  reset(): void {
    this.#enables = POWER_UP_ENABLES;
    this.#receiving = new Set([this.channel]);
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
