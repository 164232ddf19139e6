/** Events at a machine's doors, published to listeners as they happen. Without listeners the trace costs nothing. */
import { HISTORY_BUDGET, type HistoryBudget } from "./history-budget.ts";

/** An event. Bits and codes are those of the wire; the `data` of an answer does not include its completion code. */
export type Happening =
  | { readonly kind: "connected" | "disconnected" | "machine reset" }
  /** QEMU announced its capabilities, as bits. */
  | { readonly kind: "capabilities"; readonly capabilities: number }
  | ExchangeHappening
  /** Bytes that were sent for an exchange under a rule or the deadline guard; `exchange` is its number. */
  | { readonly kind: "sent"; readonly exchange: number; readonly latencyMs: number; readonly bytes: Uint8Array }
  /** A control command that the BMC sent. */
  | { readonly kind: "control"; readonly code: number }
  | { readonly kind: "discarded"; readonly reason: string; readonly bytes: Uint8Array }
  /** An event from QEMU's QMP socket, by its name there. `count`: so many equal ones, if there was more than one. */
  | {
      readonly kind: "qemu";
      readonly event: string;
      readonly reason?: string | undefined;
      readonly guest?: boolean | undefined;
      readonly count?: number | undefined;
    }
  /** Number of events that are missing here. */
  | { readonly kind: "missing"; readonly count: number };

/** A request and the BMC's answer. */
export interface ExchangeHappening {
  readonly kind: "exchange";
  /** Number of the exchange, from 1 on each machine. */
  readonly exchange: number;
  /** QEMU's message id, 00h to FFh. */
  readonly id: number;
  readonly netFn: number;
  readonly lun: number;
  readonly cmd: number;
  readonly request: Uint8Array;
  readonly completionCode: number;
  readonly response: Uint8Array;
  /** Name of the command; absent if no command has these codes. */
  readonly command?: string | undefined;
  /** Reason for a refusal, as text. */
  readonly refusal?: string | undefined;
  /** Reply rules that applied. If there are any, a `sent` event has the bytes that went out, if any did. */
  readonly rules: readonly string[];
  /** Milliseconds until the BMC had its answer ready. */
  readonly latencyMs: number;
}

export type TraceEvent = Happening & {
  /** Milliseconds since 1970. */
  readonly epochMs: number;
  readonly machine: string;
  readonly peer: string;
};

export interface History {
  readonly events: readonly TraceEvent[];
  readonly upTo: number;
  readonly more: boolean;
}

export type TraceListener = (event: TraceEvent) => void;

export class TraceFeed {
  readonly #machine: string;
  readonly #epochMs: () => number;
  #mostKept: number;
  readonly #budget: HistoryBudget;
  /** Ring buffer: an event is at its number modulo the buffer's size. */
  readonly #kept: (TraceEvent | undefined)[] = [];
  /** Number of the oldest kept event. */
  #first = 0;
  /** Memory of the kept events. */
  #bytes = 0;
  #listeners: readonly TraceListener[] = [];
  #exchanges = 0;
  #events = 0;

  /** Keeps the latest `mostKept` events for `history`, or fewer when the budget is used up. */
  constructor(machine: string, epochMs: () => number, mostKept = 0, budget = HISTORY_BUDGET) {
    this.#machine = machine;
    this.#epochMs = epochMs;
    this.#mostKept = mostKept;
    this.#budget = budget;
    budget.join();
  }

  /** Ends the history. */
  close(): void {
    this.#budget.leave(this.#bytes);
    this.#bytes = 0;
    this.#first = this.#events;
    this.#kept.length = 0;
    this.#mostKept = 0;
  }

  /** Whether a listener or the history takes events. Check it before doing expensive work. */
  get active(): boolean {
    return this.#mostKept > 0 || this.#listeners.length > 0;
  }

  /**
   * Returns up to `most` kept events from number `from` on; the first event has number 0. Events that are no longer
   * kept are replaced by one with their count. `upTo` is the next number, `more` whether an event has it.
   */
  history(from: number, most: number): History {
    const start = Math.max(Math.min(from, this.#events), this.#first);
    const end = Math.min(this.#events, start + most);
    const count = start - from;
    const events: TraceEvent[] = [];
    if (count > 0) events.push({ kind: "missing", count, epochMs: this.#epochMs(), machine: this.#machine, peer: "" });
    for (let i = start; i < end; i++) {
      const event = this.#kept[i % this.#mostKept];
      if (event) events.push(event);
    }
    return { events, upTo: end, more: end < this.#events };
  }

  /** Returns the number of a new exchange. */
  nextExchange(): number {
    return ++this.#exchanges;
  }

  publish(peer: string, happening: Happening): void {
    if (!this.active) return;
    const event = { ...happening, epochMs: this.#epochMs(), machine: this.#machine, peer };
    if (this.#mostKept > 0) this.#keep(event);
    for (const listener of this.#listeners) listener(event);
  }

  #keep(event: TraceEvent): void {
    if (this.#events - this.#first === this.#mostKept) this.#drop();
    this.#kept[this.#events++ % this.#mostKept] = event;
    this.#count(bytesOf(event));
    while (this.#first < this.#events && this.#budget.isOver(this.#bytes)) this.#drop();
  }

  /** Drops the oldest event. */
  #drop(): void {
    const at = this.#first++ % this.#mostKept;
    const event = this.#kept[at];
    this.#kept[at] = undefined;
    if (event) this.#count(-bytesOf(event));
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    this.#budget.change(bytes);
  }

  /** Calls `listener` with each event, before the answer is sent: it must be quick. Returns a function that stops. */
  listen(listener: TraceListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }
}

/** Size of a kept event without its bytes: 880 for an exchange, measured. */
const EVENT_BYTES = 900;

/** Bytes that keeping an event takes. */
export function bytesOf(event: Happening): number {
  const content =
    event.kind === "exchange"
      ? event.request.length + event.response.length
      : "bytes" in event
        ? event.bytes.length
        : 0;
  return EVENT_BYTES + content;
}
