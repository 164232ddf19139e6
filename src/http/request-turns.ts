/**
 * A connection as Node's HTTP server may see it: one request (RFC 9112 §2.1), and the next only after its answer. Node
 * parses all pipelined requests of a read at once; 64 KB of them would hold up every guest.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { HttpLimits } from "./limits.ts";

const CR = 0x0d;
const LF = 0x0a;
const HEAD_END = "\r\n\r\n";
const TOO_LONG = "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

export interface TurnsDeps {
  readonly limits: Pick<HttpLimits, "requestBytes" | "bodyBytes" | "connectionMs" | "keepMs">;
  /** Resolves in a turn of the event loop that no other request has. */
  nextTurn(): Promise<void>;
  onTooLong(): void;
  /** Called when the client sends no first request in time, or does not read. */
  onTimeout(): void;
}

/** The next step: a head, Node's verdict on it, a body, the end of the answer, the end of an endless answer. */
type Phase = "head" | "verdict" | "body" | "answer" | "stream";

export class RequestTurns extends Duplex {
  readonly #socket: Socket;
  readonly #deps: TurnsDeps;
  #phase: Phase = "head";
  /** Bytes of the head or body that may still come. */
  #left: number;
  /** The last bytes of the head so far, in which its end may have begun. */
  #tail = "";
  /** Bytes that came too early. */
  #held: Buffer | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Whether a timer limits how long the client may take to read the answer. */
  #reading = false;

  constructor(socket: Socket, deps: TurnsDeps) {
    super();
    this.#socket = socket;
    this.#deps = deps;
    this.#left = deps.limits.requestBytes;
    this.#limit(deps.limits.connectionMs, deps.onTimeout);
    socket.pause();
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("end", () => this.push(null));
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => {
      clearTimeout(this.#timer);
      this.destroy();
    });
  }

  /** For Node and fastify, which ask a connection for its peer. */
  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  /**
   * Admits the body of a request whose head Node has parsed. A body longer than allowed is not read, and the answer ends the
   * connection.
   */
  began({ headers }: IncomingMessage, response: ServerResponse): void {
    clearTimeout(this.#timer);
    this.#reading = false;
    this.#left = Number(headers["content-length"] ?? 0);
    response.once("close", () => this.#answered(response));
    if (this.#left > this.#deps.limits.bodyBytes) return;
    if (this.#left === 0) this.#phase = "answer";
    // Later: Node's parser, which has just called, cannot be called in between.
    else setImmediate(() => this.#letBodyIn());
  }

  #letBodyIn(): void {
    this.#phase = "body";
    this.#goOn();
  }

  /** Lets the answer take any time. Input from the client is read, to notice that the client is gone, and dropped. */
  streams(): void {
    this.#phase = "stream";
    clearTimeout(this.#timer);
    this.#held = undefined;
    this.#socket.resume();
  }

  #answered(response: ServerResponse): void {
    if (!response.shouldKeepAlive || this.#socket.destroyed) return;
    if (this.#phase !== "answer") {
      // The answer came before the whole body.
      this.end();
      return;
    }
    this.#phase = "head";
    this.#left = this.#deps.limits.requestBytes;
    this.#tail = "";
    this.#limit(this.#deps.limits.keepMs, () => {});
    this.#goOn();
  }

  #goOn(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held) this.#take(held);
    else this.#socket.resume();
  }

  #take(chunk: Buffer): void {
    if (this.#phase === "stream") return;
    this.#socket.pause();
    if (this.#phase === "head") this.#takeHead(chunk);
    else if (this.#phase === "body") this.#takeBody(chunk);
    else this.#held = this.#held ? Buffer.concat([this.#held, chunk]) : chunk;
  }

  #takeHead(read: Buffer): void {
    const chunk = this.#tail === "" ? this.#withoutEmptyLines(read) : read;
    if (chunk.length === 0 && this.#left > 0) {
      this.#socket.resume();
      return;
    }
    const text = this.#tail + chunk.toString("latin1", 0, this.#left);
    const end = text.indexOf(HEAD_END);
    const size = end < 0 ? chunk.length : end + HEAD_END.length - this.#tail.length;
    if (size > this.#left || (end < 0 && size === this.#left)) {
      this.#phase = "answer";
      this.#deps.onTooLong();
      this.end(TOO_LONG);
      return;
    }
    if (end < 0) {
      this.#left -= size;
      this.#tail = text.slice(1 - HEAD_END.length);
      this.push(chunk);
      return;
    }
    this.#phase = "verdict";
    if (size < chunk.length) this.#held = chunk.subarray(size);
    void this.#deps.nextTurn().then(() => this.push(chunk.subarray(0, size)));
  }

  /** Skips empty lines before a request (RFC 9112 §2.2): Node would, and say nothing. */
  #withoutEmptyLines(chunk: Buffer): Buffer {
    const start = chunk.findIndex((byte) => byte !== CR && byte !== LF);
    const skipped = start < 0 ? chunk.length : start;
    this.#left = Math.max(0, this.#left - skipped);
    return chunk.subarray(skipped);
  }

  #takeBody(chunk: Buffer): void {
    const size = Math.min(chunk.length, this.#left);
    this.#left -= size;
    if (this.#left === 0) this.#phase = "answer";
    if (size < chunk.length) this.#held = chunk.subarray(size);
    this.push(chunk.subarray(0, size));
  }

  #limit(ms: number, onTimeout: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      onTimeout();
      this.#socket.destroy();
    }, ms);
  }

  override _read(): void {
    if (this.#phase === "head" || this.#phase === "body") this.#socket.resume();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (!this.#reading && this.#phase !== "stream") {
      this.#reading = true;
      this.#limit(this.#deps.limits.connectionMs, this.#deps.onTimeout);
    }
    this.#socket.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#socket.destroySoon();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // Pending writes leave first: after a malformed request, fastify answers 400 and destroys at once.
    this.#socket.destroySoon();
    done(error);
  }
}
