/** A layout is a value that says how another value stands in bytes. Types are read off layouts, never written beside them. */
export interface Layout<T> {
  decode(input: ByteReader): T;
  encode(value: T, output: ByteWriter): void;
}

export type ValueOf<L> = L extends Layout<infer T> ? T : never;

/** "length": the bytes end too early or too late. "value": the bytes are there, but may not be these. */
export type LayoutFault = "length" | "value";

export class LayoutError extends Error {
  override readonly name = "LayoutError";
  readonly fault: LayoutFault;
  /** Names of the fields from the outermost in, as `device.revision`. */
  readonly path: readonly string[];
  /** The message without the path. */
  readonly problem: string;

  constructor(fault: LayoutFault, problem: string, path: readonly string[] = []) {
    super(path.length > 0 ? `${path.join(".")}: ${problem}` : problem);
    this.fault = fault;
    this.path = path;
    this.problem = problem;
  }

  /** The same error, seen from one field further out. */
  within(field: string): LayoutError {
    return new LayoutError(this.fault, this.problem, [field, ...this.path]);
  }
}

/** Does `work` for one field, so that an error in it names the field. */
export function inField<T>(field: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof LayoutError ? error.within(field) : error;
  }
}

/** Reads bytes from the front; asking for more than there are is a `LayoutError`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  byte(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw new LayoutError("length", "expected 1 byte more, got 0");
    this.#offset++;
    return byte;
  }

  /** An unsigned number of `size` bytes, the least significant first. */
  unsigned(size: number): number {
    let value = 0;
    for (let i = 0, unit = 1; i < size; i++, unit *= 256) value += this.byte() * unit;
    return value;
  }

  take(count: number): Uint8Array {
    if (count > this.remaining) {
      throw new LayoutError("length", `expected ${count} bytes more, got ${this.remaining}`);
    }
    this.#offset += count;
    return this.#bytes.subarray(this.#offset - count, this.#offset);
  }
}

/** Bytes in the making; grows as needed. */
export class ByteWriter {
  #bytes = new Uint8Array(64);
  #length = 0;

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(this.#length + 1);
    this.#bytes[this.#length++] = value;
  }

  /** `value` in `size` bytes, the least significant first; what does not fit is lost. */
  unsigned(value: number, size: number): void {
    for (let i = 0, left = value; i < size; i++, left = Math.floor(left / 256)) this.byte(left % 256);
  }

  put(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(this.#length + bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A copy: small arrays stay on the JavaScript heap unless a view is taken of them, and that costs a microsecond. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(atLeast: number): void {
    const grown = new Uint8Array(Math.max(atLeast, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** All of `bytes` as the layout has them; one byte too few or too many is a `LayoutError` with fault "length". */
export function decode<T>(layout: Layout<T>, bytes: Uint8Array): T {
  const input = new ByteReader(bytes);
  const value = layout.decode(input);
  if (input.remaining > 0) {
    throw new LayoutError("length", `expected a length of ${bytes.length - input.remaining}, got ${bytes.length}`);
  }
  return value;
}

export function encode<T>(layout: Layout<T>, value: T): Uint8Array {
  const output = new ByteWriter();
  layout.encode(value, output);
  return output.finish();
}
