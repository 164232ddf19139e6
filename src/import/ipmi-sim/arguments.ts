/** The words behind a command, read one by one. What is wrong is thrown as an `ArgumentError`. */

export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}

const BYTE = 0xff;

export class Arguments {
  readonly #words: readonly string[];
  #next = 1;

  /** Of a line, whose first word is the command. */
  constructor(words: readonly string[]) {
    this.#words = words;
  }

  get isAtEnd(): boolean {
    return this.#next >= this.#words.length;
  }

  word(what: string): string {
    const word = this.#words[this.#next++];
    if (word === undefined) throw new ArgumentError(`expected ${what}, which is missing`);
    return word;
  }

  /** As strtoul reads it: 0x1f, 017, 15; or 'c for a character. `names` stand for numbers. */
  number(what: string, max: number = BYTE, names: Readonly<Record<string, number>> = {}): number {
    const word = this.word(what);
    const named = Object.hasOwn(names, word) ? names[word] : undefined;
    const value = named ?? numberOf(word);
    if (value === undefined || value > max) throw new ArgumentError(`expected ${what}, 0 to ${max}, got ${word}`);
    return value;
  }

  /** Bits as 0 and 1, the last one bit 0 → offsets. */
  bits(what: string): readonly number[] {
    const word = this.word(what);
    if (!/^[01]{1,16}$/.test(word)) throw new ArgumentError(`expected ${what} in 0 and 1, got ${word}`);
    return [...word].reverse().flatMap((bit, offset) => (bit === "1" ? [offset] : []));
  }

  /** All that follow. */
  bytes(what: string): readonly number[] {
    const bytes: number[] = [];
    while (!this.isAtEnd) bytes.push(this.number(what));
    return bytes;
  }

  rest(): readonly string[] {
    const rest = this.#words.slice(this.#next);
    this.#next = this.#words.length;
    return rest;
  }
}

/** Undefined when it is none. */
export function numberOf(word: string): number | undefined {
  if (/^'.$/.test(word)) return word.charCodeAt(1);
  if (/^0x[0-9a-f]{1,8}$/i.test(word)) return Number.parseInt(word, 16);
  if (/^0[0-7]{0,11}$/.test(word)) return Number.parseInt(word, 8);
  return /^[1-9]\d{0,9}$/.test(word) ? Number(word) : undefined;
}
