/** What happens at a machine's doors, told as it happens to whoever wants to know. It costs nothing while nobody does. */

/** Bits and codes as on the wire; `data` of an answer is without its completion code. */
export type Happening =
  | { readonly kind: "connected" | "disconnected" | "machine reset" }
  /** QEMU announced what it can do, in bits. */
  | { readonly kind: "capabilities"; readonly capabilities: number }
  | ExchangeHappening
  /** What went out for an exchange that a rule or the deadline guard had a say in; `exchange` is its number. */
  | { readonly kind: "sent"; readonly exchange: number; readonly latencyMs: number; readonly bytes: Uint8Array }
  /** A control command that we sent. */
  | { readonly kind: "control"; readonly code: number }
  | { readonly kind: "discarded"; readonly reason: string; readonly bytes: Uint8Array }
  /** What QEMU told on its QMP socket, by its own name for it. */
  | {
      readonly kind: "qemu";
      readonly event: string;
      readonly reason?: string | undefined;
      readonly guest?: boolean | undefined;
    }
  /** So many events are not told. */
  | { readonly kind: "missing"; readonly count: number };

/** A request and what the BMC answered. */
export interface ExchangeHappening {
  readonly kind: "exchange";
  /** Counts up from 1 on each machine. */
  readonly exchange: number;
  /** QEMU's message id, 00h to FFh. */
  readonly id: number;
  readonly netFn: number;
  readonly lun: number;
  readonly cmd: number;
  readonly request: Uint8Array;
  readonly completionCode: number;
  readonly response: Uint8Array;
  /** Name of the command that answered; absent when there is none with these codes. */
  readonly command?: string | undefined;
  /** Why it was refused, in words. */
  readonly refusal?: string | undefined;
  /** Rules that had a say in how the answer goes back: where there are any, `sent` tells what went out, if anything. */
  readonly rules: readonly string[];
  /** Milliseconds until the BMC had its answer. */
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
  readonly #mostKept: number;
  /** A ring: an event is at its number modulo the ring's size. */
  readonly #kept: TraceEvent[] = [];
  #listeners: readonly TraceListener[] = [];
  #exchanges = 0;
  #events = 0;

  /** `mostKept`: of the latest events, so many can be asked for afterwards. */
  constructor(machine: string, epochMs: () => number, mostKept = 0) {
    this.#machine = machine;
    this.#epochMs = epochMs;
    this.#mostKept = mostKept;
  }

  /** Whether anybody listens: ask before going to any expense. */
  get active(): boolean {
    return this.#mostKept > 0 || this.#listeners.length > 0;
  }

  /**
   * Up to `most` of those that are kept, from the one with this number on, 0 being the first; what is not kept any more
   * is an event that says how many. `upTo` is the number to go on with, `more` whether there is something there.
   */
  history(from: number, most: number): History {
    const start = Math.max(Math.min(from, this.#events), this.#events - this.#kept.length);
    const end = Math.min(this.#events, start + most);
    const count = start - from;
    const events: TraceEvent[] = [];
    if (count > 0) events.push({ kind: "missing", count, epochMs: this.#epochMs(), machine: this.#machine, peer: "" });
    for (let i = start; i < end; i++) events.push(...this.#kept.slice(i % this.#mostKept, (i % this.#mostKept) + 1));
    return { events, upTo: end, more: end < this.#events };
  }

  /** The number of a new exchange. */
  nextExchange(): number {
    return ++this.#exchanges;
  }

  publish(peer: string, happening: Happening): void {
    if (!this.active) return;
    const event = { ...happening, epochMs: this.#epochMs(), machine: this.#machine, peer };
    if (this.#mostKept > 0) this.#kept[this.#events++ % this.#mostKept] = event;
    for (const listener of this.#listeners) listener(event);
  }

  /** Calls `listener` with each event before the answer leaves: it must be quick. Gives a function that ends it. */
  listen(listener: TraceListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }
}
