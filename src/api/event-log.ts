/** Numbered events: a client can continue where it stopped reading. */
import type { EventStream } from "./event-stream.ts";
import { EVENTS_A_TURN, FRESH_EVENTS } from "./limits.ts";

export interface NumberedEvent {
  readonly event: unknown;
  /** Number of the event after it. */
  readonly next: number;
}

export interface EventLog {
  /**
   * Returns up to `most` events from number `from` on, and the number after the last one examined. One event
   * with their count comes first and replaces those that are no longer kept.
   */
  page(from: number, most: number): { readonly events: readonly NumberedEvent[]; readonly upTo: number };
  /** Number of the next event. */
  readonly end: number;
  /** Calls back with each new event; returns a function that stops. */
  listen(callback: (event: unknown) => void): () => void;
}

export interface ReaderOptions {
  readonly log: EventLog;
  /** Number of the first event to send. */
  readonly from: number;
  /** Whether the client is sent an event. */
  readonly wants: (event: unknown) => boolean;
  readonly idOf: (next: number) => string;
}

/** One client's place in a log. */
export class LogReader {
  readonly #options: ReaderOptions;
  readonly #stream: EventStream;
  /** Number of the next event to send. */
  #at: number;
  /** The latest events, so that they need not be looked up; empty for a client that lags. */
  #fresh: unknown[] = [];
  /** Number of the first fresh event. */
  #freshFrom = 0;
  #copying = false;

  /** Sends the events as fast as the client reads. */
  constructor(options: ReaderOptions, stream: EventStream) {
    this.#options = options;
    this.#stream = stream;
    this.#at = options.from;
    stream.onClose(options.log.listen((event) => this.#take(event)));
    this.#wake();
  }

  #take(event: unknown): void {
    if (this.#fresh.length >= FRESH_EVENTS) this.#fresh = [];
    if (this.#fresh.length === 0) this.#freshFrom = this.#options.log.end - 1;
    this.#fresh.push(event);
    this.#wake();
  }

  /** Copies in a later turn: a guest's answer goes first. */
  #wake(): void {
    if (this.#copying) return;
    this.#copying = true;
    void this.#copy();
  }

  async #copy(): Promise<void> {
    do {
      await new Promise((resolve) => setImmediate(resolve));
      await this.#stream.drained();
      if (this.#stream.closed) return;
      this.#sendFresh();
      if (this.#fresh.length === 0) this.#sendKept();
    } while (this.#at < this.#options.log.end);
    this.#copying = false;
  }

  #sendFresh(): void {
    const stale = Math.max(0, this.#at - this.#freshFrom);
    this.#fresh.splice(0, stale);
    this.#freshFrom += stale;
    if (this.#freshFrom !== this.#at) this.#fresh = [];
    const events = this.#fresh.splice(0, EVENTS_A_TURN);
    this.#freshFrom += events.length;
    for (const event of events) this.#send({ event, next: ++this.#at });
  }

  #sendKept(): void {
    const { events, upTo } = this.#options.log.page(this.#at, EVENTS_A_TURN);
    for (const event of events) this.#send(event);
    this.#at = upTo;
  }

  #send({ event, next }: NumberedEvent): void {
    if (this.#options.wants(event)) this.#stream.send(event, this.#options.idOf(next));
  }
}

interface MachineEvent {
  readonly machine: string;
}

/** The latest events of all machines, in memory. */
export class EventRing implements EventLog {
  readonly #most: number;
  readonly #events: MachineEvent[] = [];
  #listeners: readonly ((event: MachineEvent) => void)[] = [];
  #end = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get end(): number {
    return this.#end;
  }

  push(event: MachineEvent): void {
    this.#events.push(event);
    if (this.#events.length > this.#most) this.#events.shift();
    this.#end++;
    for (const listener of this.#listeners) listener(event);
  }

  page(from: number, most: number): ReturnType<EventLog["page"]> {
    const first = this.#end - this.#events.length;
    const start = Math.max(from, first);
    const found = this.#events.slice(start - first, start - first + most);
    const events = found.map((event, index) => ({ event, next: start + index + 1 }));
    const lost = { event: { kind: "missing", count: start - from }, next: start };
    return { events: start > from ? [lost, ...events] : events, upTo: start + found.length };
  }

  listen(callback: (event: MachineEvent) => void): () => void {
    this.#listeners = [...this.#listeners, callback];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== callback);
    };
  }
}
