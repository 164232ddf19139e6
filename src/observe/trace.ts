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
  | { readonly kind: "discarded"; readonly reason: string; readonly bytes: Uint8Array };

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

export type TraceListener = (event: TraceEvent) => void;

export class TraceFeed {
  readonly #machine: string;
  readonly #epochMs: () => number;
  #listeners: readonly TraceListener[] = [];
  #exchanges = 0;

  constructor(machine: string, epochMs: () => number) {
    this.#machine = machine;
    this.#epochMs = epochMs;
  }

  /** Whether anybody listens: ask before going to any expense. */
  get active(): boolean {
    return this.#listeners.length > 0;
  }

  /** The number of a new exchange. */
  nextExchange(): number {
    return ++this.#exchanges;
  }

  publish(peer: string, happening: Happening): void {
    if (!this.active) return;
    const event = { ...happening, epochMs: this.#epochMs(), machine: this.#machine, peer };
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
