/** A value that turns bytes into a `T` and back. Types are derived from layouts, never written beside them. */
export interface Layout<T> {
  decode(input: ByteReader): T;
  encode(value: T, output: ByteWriter): void;
  /** The bytes of a value, shared by all callers. Only `encodedOnce` has it. */
  encoded?(value: T): Uint8Array;
}

export type ValueOf<L> = L extends Layout<infer T> ? T : never;

/** "length": too few or too many bytes. "value": the number of bytes is right, but a value in them is not allowed. */
export type LayoutFault = "length" | "value";

export class LayoutError extends Error {
  override readonly name = "LayoutError";
  readonly fault: LayoutFault;
  /** Field names from the outermost in; the message shows them as `device.revision`. */
  readonly path: readonly string[];
  /** The message without the field names. */
  readonly problem: string;

  constructor(fault: LayoutFault, problem: string, path: readonly string[] = []) {
    super(path.length > 0 ? `${path.join(".")}: ${problem}` : problem);
    this.fault = fault;
    this.path = path;
    this.problem = problem;
  }

  /** The same error with `field` put in front of its path. */
  within(field: string): LayoutError {
    return new LayoutError(this.fault, this.problem, [field, ...this.path]);
  }
}

/** Runs `work` for one field, so that a `LayoutError` in it names the field. */
export function inField<T>(field: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof LayoutError ? error.within(field) : error;
  }
}

/** Reads bytes from the front; reading past the end throws a `LayoutError`. */
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

  /** Reads an unsigned number of `size` bytes, least significant byte first. */
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

/** Collects bytes in a buffer that grows as needed. */
export class ByteWriter {
  #bytes = new Uint8Array(64);
  #length = 0;

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(this.#length + 1);
    this.#bytes[this.#length++] = value;
  }

  /** Writes `value` in `size` bytes, least significant byte first; higher bytes are dropped. */
  unsigned(value: number, size: number): void {
    for (let i = 0, left = value; i < size; i++, left = Math.floor(left / 256)) this.byte(left % 256);
  }

  put(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(this.#length + bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /**
   * Returns a copy. V8 keeps a small array on its heap until a view of it is taken, which costs about a microsecond.
   */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(atLeast: number): void {
    const grown = new Uint8Array(Math.max(atLeast, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** Decodes all of `bytes`. Throws a `LayoutError` with fault "length" when the layout needs more or fewer bytes. */
export function decode<T>(layout: Layout<T>, bytes: Uint8Array): T {
  const input = new ByteReader(bytes);
  const value = layout.decode(input);
  if (input.remaining > 0) {
    throw new LayoutError("length", `expected a length of ${bytes.length - input.remaining}, got ${bytes.length}`);
  }
  return value;
}

/**
 * The same layout, for values that never change: each is encoded once, and its bytes are kept as long as the value itself.
 */
export function encodedOnce<T extends object>(layout: Layout<T>): Layout<T> {
  const known = new WeakMap<T, Uint8Array>();
  const encoded = (value: T) => {
    const before = known.get(value);
    if (before) return before;
    const bytes = encode(layout, value);
    known.set(value, bytes);
    return bytes;
  };
  return {
    decode: (input) => layout.decode(input),
    encode: (value, output) => output.put(encoded(value)),
    encoded,
  };
}

export function encode<T>(layout: Layout<T>, value: T): Uint8Array {
  if (layout.encoded) return layout.encoded(value);
  const output = new ByteWriter();
  layout.encode(value, output);
  return output.finish();
}
