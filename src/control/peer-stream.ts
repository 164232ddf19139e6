/** One stream to one client: events are batched, sent as fast as the client reads, and dropped when too many wait. */
import { inBatches } from "../observe/batches.ts";
import { isObject } from "../text/is-object.ts";
import type { StreamSink } from "./handler.ts";
import { EVENTS_A_MESSAGE, MAX_WAITING_EVENTS } from "./limits.ts";

export interface StreamEnd {
  /** Sends events; resolves when the client can take more. */
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
    const deliver = (events: readonly unknown[], dropped: number) => this.#deliver(events, dropped);
    this.#batches = inBatches<unknown>(deliver, MAX_WAITING_EVENTS, machineOf);
  }

  start(handler: (sink: StreamSink<unknown>) => () => void): void {
    this.#stopHandler = handler({
      event: (event) => this.#batches.push(event),
      sent: () => this.#batches.flush(),
      end: () => this.end(),
    });
  }

  /** Ends the stream; the client hears of it after the events that still wait. */
  end(): void {
    if (this.#stopped) return;
    this.#stopHandler();
    void this.#batches.flush().then(() => {
      if (!this.#stopped) this.#to.ended();
      this.#stopped = true;
    });
  }

  /** Stops without a word: the client is gone. */
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

/** Every event of every stream has its machine. */
function machineOf(event: unknown): string {
  return isObject(event) && typeof event["machine"] === "string" ? event["machine"] : "";
}
