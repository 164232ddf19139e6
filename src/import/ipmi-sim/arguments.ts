/** The words after a command, read one by one. Throws `ArgumentError` for an invalid word. */

export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}

const BYTE = 0xff;

export class Arguments {
  readonly #words: readonly string[];
  #next = 1;

  /** Takes the words of a line; the first one is the command. */
  constructor(words: readonly string[]) {
    this.#words = words;
  }

  get isAtEnd(): boolean {
    return this.#next >= this.#words.length;
  }

  word(what: string): string {
    const word = this.#words[this.#next++];
    if (word === undefined) throw new ArgumentError(`${what} is missing`);
    return word;
  }

  /** Reads a number as strtoul does: 0x1f, 017, 15; or 'c for a character. `names` are words for numbers. */
  number(what: string, max: number = BYTE, names: Readonly<Record<string, number>> = {}): number {
    const word = this.word(what);
    const named = Object.hasOwn(names, word) ? names[word] : undefined;
    const value = named ?? numberOf(word);
    if (value === undefined || value > max) throw new ArgumentError(`expected ${what}, 0 to ${max}, got ${word}`);
    return value;
  }

  /** Reads bits as 0 and 1, the last one being bit 0, and returns the offsets of the ones. */
  bits(what: string): readonly number[] {
    const word = this.word(what);
    if (!/^[01]{1,16}$/.test(word)) throw new ArgumentError(`expected ${what} in 0 and 1, got ${word}`);
    return [...word].reverse().flatMap((bit, offset) => (bit === "1" ? [offset] : []));
  }

  /** Reads all remaining bytes. */
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

/** Returns the number; undefined if the word is not one. */
export function numberOf(word: string): number | undefined {
  if (/^'.$/.test(word)) return word.charCodeAt(1);
  if (/^0x[0-9a-f]{1,8}$/i.test(word)) return Number.parseInt(word, 16);
  if (/^0[0-7]{0,11}$/.test(word)) return Number.parseInt(word, 8);
  return /^[1-9]\d{0,9}$/.test(word) ? Number(word) : undefined;
}
