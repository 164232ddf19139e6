/**
 * The socket between the model and its BMC. As with a real one, nobody is called while he is sending: bytes lie here
 * until `deliver`. What the BMC sent before it closed is read, as over TCP. Over a Unix socket QEMU 7.2 loses it, unless
 * the BMC ends its side alone.
 */
import { Duplex } from "node:stream";

/** QEMU's end. */
export interface SocketReader {
  receive(byte: number): void;
  closed(): void;
}

/**
 * How many bytes wait for a BMC that does not read, before QEMU finds the socket full: Linux's default. Many small
 * writes fill a real one sooner.
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

  /** Sends to the BMC; gives how many of the bytes there was room for. */
  send(bytes: Uint8Array): number {
    const waiting = this.#toBmc.reduce((sum, { length }) => sum + length, this.stream.readableLength);
    const taken = bytes.slice(0, Math.max(0, BUFFER_SIZE - waiting));
    if (taken.length > 0) this.#toBmc.push(taken);
    return taken.length;
  }

  /** Hands over what lies here, and the end once everything before it is handed over; false when there was nothing. */
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

  /** QEMU closes: the BMC is told, QEMU's end is not. */
  close(): void {
    this.#closed = true;
    this.stream.destroy();
  }
}
