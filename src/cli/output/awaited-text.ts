/** A text that a stream is read for, wherever its pieces are cut. */
export class AwaitedText {
  readonly #text: Buffer;
  /** The end of what came, as long as it may be the beginning of the text. */
  #end = Buffer.alloc(0);
  #isFound = false;

  constructor(text: string) {
    this.#text = Buffer.from(text);
  }

  get isFound(): boolean {
    return this.#isFound;
  }

  /** Tells whether the text is complete, now that these bytes have come. */
  isIn(bytes: Uint8Array): boolean {
    const seen = Buffer.concat([this.#end, bytes]);
    this.#isFound ||= seen.includes(this.#text);
    this.#end = Buffer.from(seen.subarray(Math.max(0, seen.length - this.#text.length + 1)));
    return this.#isFound;
  }
}
