/**
 * Fields of events as bytes, one after another in a chunk of memory:
 *
 *   byte    one byte
 *   count   seven bits a byte, the lowest first; 80h is set in all but the last
 *   optional count  count 0: none; otherwise the count plus 1
 *   number  a double, low byte first
 *   data    a count, then so many bytes
 *   text    count 0: no text. Count 1: UTF-8 as data follows. Else the place in the chunk where that was written, plus 2
 */

const NO_TEXT = 0;
const NEW_TEXT = 1;
const FIRST_PLACE = 2;

const COUNT_RADIX = 0x80;
const DOUBLE_SIZE = 8;

/** Writes fields. Past the chunk's end it only counts: `end` is then the size that a chunk needs. */
export class FieldWriter {
  readonly #bytes: Buffer;
  #end = 0;
  /** Places of the texts of this chunk: a machine's events have few different ones. */
  readonly #places = new Map<string, number>();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get end(): number {
    return this.#end;
  }

  byte(value: number): void {
    this.#bytes[this.#end++] = value;
  }

  count(value: number): void {
    let rest = value;
    for (; rest >= COUNT_RADIX; rest = Math.floor(rest / COUNT_RADIX)) this.byte(COUNT_RADIX + (rest % COUNT_RADIX));
    this.byte(rest);
  }

  optionalCount(value: number | undefined): void {
    this.count(value === undefined ? 0 : value + 1);
  }

  number(value: number): void {
    if (this.#end + DOUBLE_SIZE <= this.#bytes.length) this.#bytes.writeDoubleLE(value, this.#end);
    this.#end += DOUBLE_SIZE;
  }

  data(value: Uint8Array): void {
    this.count(value.length);
    if (this.#end + value.length <= this.#bytes.length) this.#bytes.set(value, this.#end);
    this.#end += value.length;
  }

  text(value: string | undefined): void {
    const place = value === undefined ? undefined : this.#places.get(value);
    if (place !== undefined) this.count(FIRST_PLACE + place);
    else if (value === undefined) this.count(NO_TEXT);
    else {
      this.count(NEW_TEXT);
      this.#places.set(value, this.#end);
      this.data(Buffer.from(value));
    }
  }
}

/** Reads fields. `at`: the place of the first one. */
export class FieldReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  count(): number {
    let value = 0;
    let unit = 1;
    let byte = this.byte();
    for (; byte >= COUNT_RADIX; byte = this.byte()) {
      value += (byte - COUNT_RADIX) * unit;
      unit *= COUNT_RADIX;
    }
    return value + byte * unit;
  }

  optionalCount(): number | undefined {
    const stored = this.count();
    return stored === 0 ? undefined : stored - 1;
  }

  number(): number {
    this.#at += DOUBLE_SIZE;
    return this.#bytes.readDoubleLE(this.#at - DOUBLE_SIZE);
  }

  /** Returns a copy: a reader may keep it longer than the chunk. */
  data(): Uint8Array {
    const length = this.count();
    this.#at += length;
    return Uint8Array.from(this.#bytes.subarray(this.#at - length, this.#at));
  }

  text(): string | undefined {
    const place = this.count();
    if (place === NO_TEXT) return undefined;
    const reader = place === NEW_TEXT ? this : new FieldReader(this.#bytes, place - FIRST_PLACE);
    return Buffer.from(reader.data()).toString();
  }
}
