/** The events of one stream on their way to one client: gathered, sent as fast as the client reads, dropped beyond. */
import { inBatches } from "../observe/batches.ts";
import type { StreamSink } from "./handler.ts";
import { EVENTS_A_MESSAGE, MAX_WAITING_EVENTS } from "./limits.ts";

export interface StreamEnd {
  /** Resolves when the client has room for the next. */
  send(events: readonly unknown[], dropped: number): Promise<void>;
  ended(): void;
}

export class PeerStream {
  readonly #to: StreamEnd;
  readonly #batches: ReturnType<typeof inBatches<unknown>>;
  #stopHandler: () => void = () => {};
  #stopped = false;

  constructor(to: StreamEnd) {
    this.#to = to;
    this.#batches = inBatches<unknown>((events, dropped) => this.#deliver(events, dropped), MAX_WAITING_EVENTS);
  }

  start(handler: (sink: StreamSink<unknown>) => () => void): void {
    this.#stopHandler = handler({ event: (event) => this.#batches.push(event), end: () => this.end() });
  }

  /** Ends it, and tells the client after what it has still to get. */
  end(): void {
    if (this.#stopped) return;
    this.#stopHandler();
    void this.#batches.flush().then(() => {
      if (!this.#stopped) this.#to.ended();
      this.#stopped = true;
    });
  }

  /** The client is gone. */
  stop(): void {
    this.#stopped = true;
    this.#stopHandler();
  }

  async #deliver(events: readonly unknown[], dropped: number): Promise<void> {
    for (let start = 0; start < events.length && !this.#stopped; start += EVENTS_A_MESSAGE) {
      await this.#to.send(events.slice(start, start + EVENTS_A_MESSAGE), start === 0 ? dropped : 0);
    }
  }
}
