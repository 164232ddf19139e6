/** Server-sent events (WHATWG HTML §9.2) to one client, which is dropped when it does not read. */
import type { ServerResponse } from "node:http";
import { HEARTBEAT_MS, MAX_PENDING_BYTES, READ_TIMEOUT_MS } from "./limits.ts";

export class EventStream {
  readonly #response: ServerResponse;
  readonly #onSlow: () => void;
  readonly #heartbeat: NodeJS.Timeout;
  #readTimer: NodeJS.Timeout | undefined;
  #drained: PromiseWithResolvers<void> | undefined;

  /** Calls `onSlow` before a client is dropped. */
  constructor(response: ServerResponse, onSlow: () => void) {
    this.#response = response;
    this.#onSlow = onSlow;
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      // nginx would keep events until its buffer is full.
      "x-accel-buffering": "no",
    });
    response.on("drain", () => this.#ready()).on("error", () => {});
    this.#heartbeat = setInterval(() => this.#write(":\n\n"), HEARTBEAT_MS).unref();
    response.once("close", () => {
      clearInterval(this.#heartbeat);
      this.#ready();
    });
    this.#write("retry: 1000\n\n");
  }

  get closed(): boolean {
    return this.#response.destroyed || this.#response.writableEnded;
  }

  onClose(callback: () => void): void {
    this.#response.once("close", callback);
  }

  /** Sends an event. With an id, the client can go on after it in another stream. */
  send(event: unknown, id?: string): void {
    this.#write(`${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(event)}\n\n`);
  }

  /** Resolves when the client can take more, or is gone. */
  async drained(): Promise<void> {
    await this.#drained?.promise;
  }

  /** Ends the stream with an event "end", without which the client would connect again. */
  end(): void {
    if (this.closed) return;
    this.#write("event: end\ndata: {}\n\n");
    this.#response.end();
  }

  #write(text: string): void {
    if (this.closed) return;
    const isFull = !this.#response.write(text);
    if (isFull && !this.#drained) {
      this.#drained = Promise.withResolvers();
      this.#readTimer = setTimeout(() => this.#drop(), READ_TIMEOUT_MS).unref();
    }
    if (this.#response.writableLength > MAX_PENDING_BYTES) this.#drop();
  }

  #ready(): void {
    clearTimeout(this.#readTimer);
    this.#drained?.resolve();
    this.#drained = undefined;
  }

  #drop(): void {
    if (this.#response.destroyed) return;
    this.#onSlow();
    this.#response.destroy();
  }
}
