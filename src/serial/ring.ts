/** The last bytes of a stream, at their positions since its start. */

/** First allocation: a port that never sends takes almost no memory. */
const FIRST_BYTES = 4096;

export class ByteRing {
  /** Most bytes that are kept. */
  readonly size: number;
  #bytes = new Uint8Array(0);
  #end = 0;

  constructor(size: number) {
    this.size = size;
  }

  /** Position after the last byte: the number of bytes so far. */
  get end(): number {
    return this.#end;
  }

  /** Position of the oldest byte that is kept. */
  get start(): number {
    return Math.max(0, this.#end - this.size);
  }

  push(bytes: Uint8Array): void {
    const kept = bytes.subarray(-this.size);
    this.#end += bytes.length - kept.length;
    this.#grow(Math.min(this.#end + kept.length, this.size));
    const at = this.#end % this.#bytes.length;
    const head = kept.subarray(0, this.#bytes.length - at);
    this.#bytes.set(head, at);
    this.#bytes.set(kept.subarray(head.length), 0);
    this.#end += kept.length;
  }

  /** Returns a copy of the bytes from a position on, `most` at most. The position must be within the kept ones. */
  copy(from: number, most: number): Uint8Array {
    const length = Math.min(most, this.#end - from);
    if (length === 0) return new Uint8Array(0);
    const at = from % this.#bytes.length;
    const copy = new Uint8Array(length);
    const head = this.#bytes.subarray(at, at + length);
    copy.set(head, 0);
    copy.set(this.#bytes.subarray(0, length - head.length), head.length);
    return copy;
  }

  /** Makes room for `needed` bytes. Bytes have wrapped around only once the full size is allocated. */
  #grow(needed: number): void {
    if (needed <= this.#bytes.length) return;
    let size = Math.max(FIRST_BYTES, this.#bytes.length);
    while (size < needed) size *= 2;
    const grown = new Uint8Array(Math.min(size, this.size));
    grown.set(this.#bytes, 0);
    this.#bytes = grown;
  }
}
