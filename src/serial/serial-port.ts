/**
 * A guest's serial port: everything it prints is read at once into a ring, from which each reader takes at its own pace,
 * and the input of all writers is merged. The line may come and go, as QEMU does.
 */
import type { Duplex } from "node:stream";
import { ByteRing } from "./ring.ts";
import { type LineCoding, PLAIN } from "./serial-line.ts";
import { type ReaderOptions, SerialReader } from "./serial-reader.ts";

/** Output that is kept: some thousand lines, about what a kernel prints at boot. A slower reader loses the oldest. */
export const RING_BYTES = 256 * 1024;
/** Output that may wait for a reader with flow control; past that the guest's output is held back. */
export const HOLD_BYTES = RING_BYTES / 2;
/** Input that may wait for the guest; past that writers must wait. */
export const INPUT_BYTES = 16 * 1024;
/** Input that may wait for the guest when its writer cannot wait any longer. */
export const MAX_LATE_INPUT_BYTES = 128 * 1024;

interface Attached {
  readonly stream: Duplex;
  readonly peer: string;
  readonly coding: LineCoding;
}

export class SerialPort {
  /** Address of the back end, for people; with its real port once it is open. */
  address: string;
  /** Sends a break by QMP; returns false when QMP is not connected. Absent: there is no QMP. */
  breakByQmp: (() => boolean) | undefined;
  readonly #ring = new ByteRing(RING_BYTES);
  readonly #readers = new Set<SerialReader>();
  readonly #roomListeners = new Set<() => void>();
  #line: Attached | undefined;
  #written = 0;
  #discarded = 0;

  constructor(address: string) {
    this.address = address;
  }

  /** Takes a connection to the guest's port; it replaces an earlier one. */
  attach(stream: Duplex, peer: string, coding: LineCoding = PLAIN): void {
    const line = { stream, peer, coding };
    this.#line?.stream.destroy();
    this.#line = line;
    stream.on("data", (bytes: Uint8Array) => {
      const { data, reply } = coding.decode(bytes);
      if (reply) stream.write(reply);
      this.#received(data);
    });
    stream.once("close", () => {
      if (this.#line !== line) return;
      this.#line = undefined;
      this.#announceRoom();
    });
  }

  /** Name of the connected peer; undefined: none is. */
  get peer(): string | undefined {
    return this.#line?.peer;
  }

  /** Bytes of the guest's output and input so far; `discarded`: input that came while no guest was connected. */
  get counts() {
    return { received: this.#ring.end, written: this.#written, discarded: this.#discarded };
  }

  read(options: ReaderOptions): SerialReader {
    const reader = new SerialReader(this.#ring, options, {
      taken: () => this.#flow(),
      left: (one) => {
        this.#readers.delete(one);
        this.#flow();
      },
    });
    this.#readers.add(reader);
    return reader;
  }

  /**
   * Sends input to the guest. Returns the number of bytes accepted; wait for `onRoom` before sending the others. Without a
   * guest, input is discarded, as on a cable with nothing at its other end.
   * @param most bytes that may wait for the guest
   */
  write(data: Uint8Array, most = INPUT_BYTES): number {
    if (!this.#line) {
      this.#discarded += data.length;
      return data.length;
    }
    const { stream, coding } = this.#line;
    const room = Math.max(0, most - stream.writableLength);
    const accepted = data.subarray(0, room);
    if (accepted.length > 0) stream.write(coding.encode(accepted), () => this.#announceRoom());
    this.#written += accepted.length;
    return accepted.length;
  }

  /** Calls `listener` when input that was waiting has left. Returns a function that stops this. */
  onRoom(listener: () => void): () => void {
    this.#roomListeners.add(listener);
    return () => void this.#roomListeners.delete(listener);
  }

  /** Sends a break: on the line if it has one, otherwise by QMP. Returns false when neither can. */
  sendBreak(): boolean {
    const { stream, coding } = this.#line ?? {};
    if (!stream || !coding?.breakBytes) return this.breakByQmp?.() ?? false;
    stream.write(coding.breakBytes);
    return true;
  }

  close(): void {
    this.#line?.stream.destroy();
    this.#readers.clear();
    this.#roomListeners.clear();
  }

  #received(data: Uint8Array): void {
    if (data.length === 0) return;
    this.#ring.push(data);
    this.#flow();
    for (const reader of [...this.#readers]) reader.onData();
  }

  /** Stops reading the guest while a reader with flow control is behind. */
  #flow(): void {
    const stream = this.#line?.stream;
    if (!stream) return;
    const isHeld = [...this.#readers].some((reader) => reader.holds && reader.waiting > HOLD_BYTES);
    if (isHeld) stream.pause();
    else if (stream.isPaused()) stream.resume();
  }

  #announceRoom(): void {
    for (const listener of [...this.#roomListeners]) listener();
  }
}
