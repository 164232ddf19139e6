import type { Readable } from "node:stream";

/** Takes a stream apart into pieces whose length the reader knows. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Exactly `count` bytes. Rejects when the stream ends before. */
  async take(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let missing = count;
    while (missing > this.#rest.length) {
      pieces.push(this.#rest);
      missing -= this.#rest.length;
      this.#rest = await this.#next();
    }
    pieces.push(this.#rest.subarray(0, missing));
    this.#rest = this.#rest.subarray(missing);
    return Buffer.concat(pieces);
  }

  async #next(): Promise<Buffer> {
    const { done, value } = await this.#chunks.next();
    if (done) throw new Error("the stream ended");
    return value;
  }
}
