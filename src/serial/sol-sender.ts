/**
 * SOL from the guest to the console (IPMI v2 §15.9–§15.11): one packet at a time, repeated until the console acknowledges it,
 * up to the number of retries; characters accumulate in the meantime.
 */
import type { Clock, Timer } from "../clock.ts";

export interface SolSettings {
  /** Longest wait for further characters before a packet leaves. */
  readonly accumulateMs: number;
  /** Number of characters that leave at once; 0: a whole packet. */
  readonly threshold: number;
  readonly retryMs: number;
  readonly retries: number;
}

/** Output of the guest, such as a SerialReader. */
export interface SolSource {
  readonly waiting: number;
  take(most: number): Uint8Array;
}

export interface SolPacket {
  /** 1 to 15. */
  readonly sequence: number;
  readonly characters: Uint8Array;
  /** Whether characters before these were dropped. */
  readonly hasOverrun: boolean;
}

/** Most characters of a packet, so that it fits the size that Activate Payload reports. */
export const MAX_CHARACTERS = 248;
const HIGHEST_SEQUENCE = 15;
/** Shortest wait for an acknowledgement, as the parameter may be 0. */
const SHORTEST_RETRY_MS = 10;
const NONE = new Uint8Array(0);

export class SolSender {
  readonly #source: SolSource;
  readonly #settings: () => SolSettings;
  readonly #send: (packet: SolPacket) => void;
  readonly #clock: Clock;
  #sequence = 0;
  /** The packet that waits for its acknowledgement. */
  #pending: { readonly packet: SolPacket; repeats: number } | undefined;
  /** Characters that the console has not accepted. */
  #rest: Uint8Array = NONE;
  #isPaused = false;
  /** Whether the console's last word was NACK: nothing leaves until it sends a packet without NACK. */
  #isNacked = false;
  #hasOverrun = false;
  #dropped = 0;
  /** Time to wait: for more characters, for an acknowledgement, or before a console that accepts nothing is asked again. */
  #timer: Timer | undefined;

  constructor(source: SolSource, settings: () => SolSettings, send: (packet: SolPacket) => void, clock: Clock) {
    this.#source = source;
    this.#settings = settings;
    this.#send = send;
    this.#clock = clock;
  }

  /** Number of characters that were dropped because no acknowledgement came. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Sends the characters that wait, at once or after the accumulate interval. */
  characters(): void {
    if (!this.#isReady || this.#timer) return;
    const waiting = this.#rest.length + this.#source.waiting;
    const { threshold, accumulateMs } = this.#settings();
    if (waiting === 0) return;
    if (waiting >= Math.min(threshold || MAX_CHARACTERS, MAX_CHARACTERS)) this.#next();
    else this.#wait(accumulateMs, () => this.#next());
  }

  /** Takes the acknowledgement in a packet of the console; sequence 0: it has none. */
  acknowledged(sequence: number, acceptedCount: number, isNack: boolean): void {
    const packet = this.#pending?.packet;
    if (packet && packet.sequence === sequence) this.#accepted(packet, acceptedCount, isNack);
    else if (!isNack && this.#isNacked) {
      this.#isNacked = false;
      this.#next();
    }
  }

  /** The console's CTS. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.characters();
  }

  /** Drops everything that has not been accepted. */
  flush(): void {
    this.#stopWaiting();
    this.#pending = undefined;
    this.#rest = NONE;
    while (this.#source.take(MAX_CHARACTERS).length > 0);
  }

  close(): void {
    this.#stopWaiting();
    this.#pending = undefined;
    this.#isPaused = true;
  }

  get #isReady(): boolean {
    return !this.#pending && !this.#isPaused && !this.#isNacked;
  }

  #next(): void {
    this.#stopWaiting();
    if (!this.#isReady) return;
    const more = this.#source.take(MAX_CHARACTERS - this.#rest.length);
    const characters = Uint8Array.of(...this.#rest, ...more);
    this.#rest = NONE;
    if (characters.length === 0) return;
    this.#sequence = (this.#sequence % HIGHEST_SEQUENCE) + 1;
    this.#pending = { packet: { sequence: this.#sequence, characters, hasOverrun: this.#hasOverrun }, repeats: 0 };
    this.#hasOverrun = false;
    this.#transmit();
  }

  #transmit(): void {
    const pending = this.#pending;
    if (!pending) return;
    this.#send(pending.packet);
    const { retryMs, retries } = this.#settings();
    this.#wait(Math.max(retryMs, SHORTEST_RETRY_MS), () => {
      if (++pending.repeats <= retries) this.#transmit();
      else this.#drop(pending.packet);
    });
  }

  #drop({ characters }: SolPacket): void {
    this.#pending = undefined;
    this.#dropped += characters.length;
    this.#hasOverrun = true;
    this.#next();
  }

  #accepted({ characters }: SolPacket, count: number, isNack: boolean): void {
    this.#stopWaiting();
    this.#pending = undefined;
    this.#rest = characters.slice(count);
    this.#isNacked = isNack;
    if (isNack) return;
    if (this.#rest.length === 0) this.characters();
    else if (count > 0) this.#next();
    else this.#wait(Math.max(this.#settings().retryMs, SHORTEST_RETRY_MS), () => this.#next());
  }

  #wait(ms: number, then: () => void): void {
    this.#timer = this.#clock.after(ms, () => {
      this.#timer = undefined;
      then();
    });
  }

  #stopWaiting(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
