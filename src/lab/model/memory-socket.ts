/**
 * Socket between the model and its BMC. Like a real socket it never calls a sender back: bytes wait here until
 * `deliver`. Bytes that the BMC sent before it closed are delivered, as over TCP. Over a Unix socket QEMU 7.2 loses
 * them, unless the BMC closes only its sending side.
 */
import { Duplex } from "node:stream";

/** QEMU's end. */
export interface SocketReader {
  receive(byte: number): void;
  closed(): void;
}

/**
 * Number of bytes that wait for a BMC that does not read, before QEMU finds the socket full: Linux's default. Many
 * small writes fill a real socket sooner.
 */
const BUFFER_SIZE = 212_992;

export class MemorySocket {
  /** The BMC's end. */
  readonly stream: Duplex;
  readonly #reader: SocketReader;
  #toBmc: Uint8Array[] = [];
  #toReader: Uint8Array[] = [];
  #ended = false;
  #closed = false;

  constructor(reader: SocketReader) {
    this.#reader = reader;
    this.stream = new Duplex({
      read() {},
      write: (chunk: Uint8Array, _encoding, done) => {
        this.#toReader.push(chunk);
        done();
      },
      final: (done) => {
        this.#ended = true;
        done();
      },
      destroy: (error, done) => {
        this.#ended = true;
        done(error);
      },
    });
    this.stream.on("error", () => {});
  }

  /** Sends to the BMC. Returns the number of bytes that the socket had room for. */
  send(bytes: Uint8Array): number {
    const waiting = this.#toBmc.reduce((sum, { length }) => sum + length, this.stream.readableLength);
    const taken = bytes.slice(0, Math.max(0, BUFFER_SIZE - waiting));
    if (taken.length > 0) this.#toBmc.push(taken);
    return taken.length;
  }

  /** Delivers the waiting bytes, and after them the end of the stream. Returns false if nothing was waiting. */
  deliver(): boolean {
    const [toBmc, toReader, closing] = [this.#toBmc, this.#toReader, this.#ended && !this.#closed];
    [this.#toBmc, this.#toReader, this.#closed] = [[], [], this.#ended];
    if (!this.#ended) for (const chunk of toBmc) this.stream.push(chunk);
    for (const chunk of toReader) for (const byte of chunk) this.#reader.receive(byte);
    if (closing) {
      this.stream.destroy();
      this.#reader.closed();
    }
    return toBmc.length > 0 || toReader.length > 0 || closing;
  }

  /** Closes QEMU's end: the BMC sees the end, QEMU gets no callback. */
  close(): void {
    this.#closed = true;
    this.stream.destroy();
  }
}
