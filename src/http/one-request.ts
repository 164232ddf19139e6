/**
 * A connection as Node's HTTP server may see it: the head of one request (RFC 9112 §2.1), and nothing after it. Node parses
 * all pipelined requests of a read at once; 64 KB of them would hold up every guest.
 */
import type { Socket } from "node:net";
import { Duplex } from "node:stream";

const HEAD_END = "\r\n\r\n";
const TOO_LONG = "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

export class OneRequest extends Duplex {
  readonly #socket: Socket;
  readonly #onTooLong: () => void;
  /** Bytes of the head that may still come; 0 when it has ended. */
  #left: number;
  /** The last bytes, in which the end of the head may have begun. */
  #tail = "";

  /** Reads at most `maxBytes`; answers a longer head with 431 and calls `onTooLong`. */
  constructor(socket: Socket, maxBytes: number, onTooLong: () => void) {
    super();
    this.#socket = socket;
    this.#onTooLong = onTooLong;
    this.#left = maxBytes;
    socket.pause();
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("end", () => this.push(null));
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.destroy());
  }

  /** For Node and fastify, which ask a connection for its peer. */
  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  #take(chunk: Buffer): void {
    this.#socket.pause();
    const text = this.#tail + chunk.toString("latin1", 0, this.#left);
    const end = text.indexOf(HEAD_END);
    const size = end < 0 ? chunk.length : end + HEAD_END.length - this.#tail.length;
    if (size > this.#left || (end < 0 && size === this.#left)) {
      this.#left = 0;
      this.#onTooLong();
      this.end(TOO_LONG);
      return;
    }
    this.#left = end < 0 ? this.#left - size : 0;
    this.#tail = text.slice(1 - HEAD_END.length);
    this.push(chunk.subarray(0, size));
  }

  override _read(): void {
    if (this.#left > 0) this.#socket.resume();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
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
