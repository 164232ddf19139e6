/** Events at a machine's doors, published to listeners as they happen. Without listeners the trace costs nothing. */
import { EventHistory, type HistoryPage } from "./history.ts";
import { HISTORY_BUDGET } from "./history-budget.ts";
import type { Datagram, DatagramEvent, Happening, TraceEvent } from "./trace-event.ts";

export type TraceListener = (event: TraceEvent) => void;
export type DatagramListener = (event: DatagramEvent) => void;

export class TraceFeed {
  readonly #machine: string;
  readonly #epochMs: () => number;
  readonly #history: EventHistory;
  #listeners: readonly TraceListener[] = [];
  #datagramListeners: readonly DatagramListener[] = [];
  #exchanges = 0;

  /** Keeps the latest `mostKept` events for `history`, or fewer when the budget is used up. */
  constructor(machine: string, epochMs: () => number, mostKept = 0, budget = HISTORY_BUDGET) {
    this.#machine = machine;
    this.#epochMs = epochMs;
    this.#history = new EventHistory(machine, mostKept, budget);
  }

  /** Ends the history. */
  close(): void {
    this.#history.close();
  }

  /** Whether a listener or the history takes events. Check it before doing expensive work. */
  get active(): boolean {
    return this.#history.isKeeping || this.#listeners.length > 0;
  }

  /**
   * Returns up to `most` kept events from number `from` on; the first event has number 0. Events that are no longer
   * kept are replaced by one with their count. `upTo` is the next number, `more` whether an event has it.
   */
  history(from: number, most: number): HistoryPage {
    const page = this.#history.page(from, most);
    const count = page.upTo - page.events.length - from;
    if (count <= 0) return page;
    const missing = { kind: "missing", count, epochMs: this.#epochMs(), machine: this.#machine, peer: "" } as const;
    return { ...page, events: [missing, ...page.events] };
  }

  /** Whether the history keeps events. */
  get keepsHistory(): boolean {
    return this.#history.isKeeping;
  }

  /** Returns the number of a new exchange. */
  nextExchange(): number {
    return ++this.#exchanges;
  }

  publish(peer: string, happening: Happening): void {
    if (!this.active) return;
    const epochMs = this.#epochMs();
    this.#history.keep(peer, epochMs, happening);
    if (this.#listeners.length === 0) return;
    const event = { ...happening, epochMs, machine: this.#machine, peer };
    for (const listener of this.#listeners) listener(event);
  }

  /** Whether a listener takes datagrams. */
  get wantsDatagrams(): boolean {
    return this.#datagramListeners.length > 0;
  }

  /** Publishes a datagram of a LAN door. The history does not keep datagrams. */
  publishDatagram(datagram: Datagram): void {
    if (!this.wantsDatagrams) return;
    const event = { ...datagram, epochMs: this.#epochMs(), machine: this.#machine };
    for (const listener of this.#datagramListeners) listener(event);
  }

  /** Calls `listener` with each datagram of the LAN doors. Returns a function that stops. */
  listenToDatagrams(listener: DatagramListener): () => void {
    this.#datagramListeners = [...this.#datagramListeners, listener];
    return () => {
      this.#datagramListeners = this.#datagramListeners.filter((other) => other !== listener);
    };
  }

  /** Calls `listener` with each event, before the answer is sent: it must be quick. Returns a function that stops. */
  listen(listener: TraceListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }
}
