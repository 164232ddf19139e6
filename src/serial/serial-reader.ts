/** A reader of a serial port, at its own place in the port's history. */
import type { ByteRing } from "./ring.ts";

export interface ReaderOptions {
  /** Called when bytes have come. It must not throw. */
  onData(): void;
  /** Start with the bytes that the port still has, not with the next ones. */
  readonly fromHistory?: boolean;
  /** Hold the guest's output back rather than lose bytes, as a serial port with hardware flow control does. */
  readonly holds?: boolean;
}

export class SerialReader {
  readonly holds: boolean;
  readonly onData: () => void;
  readonly #ring: ByteRing;
  readonly #taken: () => void;
  readonly #left: (reader: SerialReader) => void;
  #at: number;
  #lost = 0;

  constructor(
    ring: ByteRing,
    { onData, fromHistory = false, holds = false }: ReaderOptions,
    port: { taken(): void; left(reader: SerialReader): void },
  ) {
    this.holds = holds;
    this.onData = onData;
    this.#ring = ring;
    this.#taken = port.taken;
    this.#left = port.left;
    this.#at = fromHistory ? ring.start : ring.end;
  }

  /** Number of bytes that can be taken. */
  get waiting(): number {
    return this.#ring.end - Math.max(this.#at, this.#ring.start);
  }

  /** Number of bytes that were overwritten before this reader took them. */
  get lost(): number {
    return this.#lost + Math.max(0, this.#ring.start - this.#at);
  }

  /** Takes the next bytes, `most` at most; empty when none wait. */
  take(most: number): Uint8Array {
    this.#lost = this.lost;
    const from = Math.max(this.#at, this.#ring.start);
    const bytes = this.#ring.copy(from, most);
    this.#at = from + bytes.length;
    if (this.holds) this.#taken();
    return bytes;
  }

  close(): void {
    this.#left(this);
  }
}
