/** The input that a thread runs now, in memory that it shares with the thread that watches it. */

const HEADER_BYTES = 8;
const Word = { Executions: 0, Length: 1 } as const;

export class Flight {
  readonly #header: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(shared: SharedArrayBuffer) {
    this.#header = new Int32Array(shared, 0, HEADER_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.#bytes = new Uint8Array(shared, HEADER_BYTES);
  }

  static memory(mostBytes: number): SharedArrayBuffer {
    return new SharedArrayBuffer(HEADER_BYTES + mostBytes);
  }

  began(input: Uint8Array): void {
    this.#bytes.set(input.subarray(0, this.#bytes.length));
    Atomics.store(this.#header, Word.Length, input.length);
    Atomics.add(this.#header, Word.Executions, 1);
  }

  /** Number of executions, which changes while the thread is alive. */
  get executions(): number {
    return Atomics.load(this.#header, Word.Executions);
  }

  get input(): Uint8Array {
    return this.#bytes.slice(0, Atomics.load(this.#header, Word.Length));
  }
}
