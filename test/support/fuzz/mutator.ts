/** Changes inputs at random. An input is a string of one character a byte. */
import type { Dice } from "./dice.ts";

/** Bytes and numbers where tables and counters end. */
const EDGE_BYTES = [0x00, 0x01, 0x02, 0x0f, 0x10, 0x20, 0x7f, 0x80, 0xa0, 0xa1, 0xaa, 0xdc, 0xfe, 0xff];
const EDGE_NUMBERS = "-1 0 1 2 7 8 15 16 31 32 63 64 127 128 254 255 256 257 1000 10000 32768 65535 65536"
  .split(" ")
  .concat(
    "2147483648 4294967295 4294967296 9007199254740993 1e3 1e9 1e400 -0 0.5 0x0 0xff 0xffff .inf .nan".split(" "),
  );
const BRACKETS = ["[]", "{}", "()", '""', "''"] as const;
const MAX_REPEATS = 300;
const MAX_CHANGES = 5;
const MAX_INSERTED = 64;

type Change = (input: string, other: string) => string;

export class Mutator {
  readonly #dice: Dice;
  readonly #words: readonly string[];
  readonly #maxBytes: number;
  readonly #changes: readonly Change[];

  /** `words`: pieces to insert. */
  constructor(dice: Dice, form: "bytes" | "text", words: readonly string[], maxBytes: number) {
    this.#dice = dice;
    this.#words = words;
    this.#maxBytes = maxBytes;
    this.#changes = form === "bytes" ? this.#ofBytes() : [...this.#ofBytes().slice(0, 6), ...this.#ofText()];
  }

  /** Makes one change or several; `other` lends pieces. */
  mutate(input: string, other: string): string {
    let changed = input;
    for (let count = 1 + this.#dice.below(MAX_CHANGES); count > 0; count--)
      changed = this.#dice.pick(this.#changes)(changed, other).slice(0, this.#maxBytes);
    return changed;
  }

  /** The first six suit texts too. */
  #ofBytes(): readonly Change[] {
    const dice = this.#dice;
    const byte = () => String.fromCharCode(dice.below(2) === 0 ? dice.below(256) : dice.pick(EDGE_BYTES));
    const change = (input: string, to: (code: number) => number) => {
      const at = this.#place(input);
      return put(input, at, at + 1, String.fromCharCode(to(input.charCodeAt(at) || 0) & 0xff));
    };
    return [
      (input) => this.#replace(input, () => ""),
      (input) => this.#replace(input, (piece) => piece + piece),
      (input, other) => this.#replace(input, () => this.#piece(other)),
      (input, other) => put(input, this.#place(input), undefined, this.#piece(other)),
      (input, other) => input.slice(0, this.#place(input)) + other.slice(this.#place(other)),
      (input) => put(input, this.#place(input), undefined, this.#word()),
      (input) => change(input, (code) => code ^ (1 << dice.below(8))),
      (input) => change(input, () => byte().charCodeAt(0)),
      (input) => change(input, (code) => code + dice.below(33) - 16),
      (input) => put(input, this.#place(input), undefined, byte()),
      (input) => {
        const at = this.#place(input);
        const word = this.#word();
        return put(input, at, at + word.length, word);
      },
      (input) => put(input, this.#place(input), undefined, byte().repeat(dice.size(MAX_REPEATS))),
    ];
  }

  #ofText(): readonly Change[] {
    const dice = this.#dice;
    const lines = (input: string, edit: (list: string[]) => void) => {
      const list = input.split("\n");
      edit(list);
      return list.join("\n");
    };
    const someLine = (list: readonly string[]) => dice.below(list.length);
    return [
      (input) => this.#match(input, /-?\d+(?:\.\d+)?/g, () => dice.pick(EDGE_NUMBERS)),
      (input) => this.#match(input, /\d+/g, (number) => String(Number(number) + dice.below(9) - 4)),
      (input) => this.#match(input, /[0-9a-f]{2}/g, () => dice.pick(EDGE_BYTES).toString(16).padStart(2, "0")),
      (input) => this.#match(input, /[0-9a-f]{2}/g, () => dice.below(256).toString(16).padStart(2, "0")),
      (input) => this.#match(input, /[\w.-]+/g, () => this.#word()),
      (input) => this.#match(input, /[\w.-]+/g, () => this.#word()),
      (input) => this.#match(input, /\S+/g, (token) => `${token} ${token}`),
      (input) => this.#match(input, /\s+/g, (space) => dice.pick(["", " ", "\n", "  ", space + space, "\n  "])),
      (input) => this.#match(input, /[^\s]/g, () => String.fromCharCode(32 + dice.below(95))),
      (input) => this.#match(input, /[\w.-]+/g, (token) => token.repeat(dice.size(MAX_REPEATS))),
      (input) => {
        const [open = "", close = ""] = dice.pick(BRACKETS);
        const depth = dice.below(4) === 0 ? dice.size(MAX_REPEATS) : 1;
        return this.#match(input, /[\w.-]+/g, (token) => open.repeat(depth) + token + close.repeat(depth));
      },
      (input) => lines(input, (list) => list.splice(someLine(list), dice.size(4))),
      (input) =>
        lines(input, (list) => list.splice(someLine(list), 0, ...list.slice(someLine(list)).slice(0, dice.size(8)))),
      (input) => lines(input, (list) => list.splice(someLine(list), 0, ...list.splice(someLine(list), dice.size(4)))),
      (input, other) => {
        const lent = other.split("\n");
        return lines(input, (list) =>
          list.splice(someLine(list), 0, ...lent.slice(someLine(lent)).slice(0, dice.size(8))),
        );
      },
    ];
  }

  #place(input: string): number {
    return this.#dice.below(input.length + 1);
  }

  #piece(input: string): string {
    const from = this.#place(input);
    return input.slice(from, from + this.#dice.size(MAX_INSERTED));
  }

  #word(): string {
    return this.#words.length === 0 ? "" : this.#dice.pick(this.#words);
  }

  #replace(input: string, to: (piece: string) => string): string {
    const from = this.#place(input);
    const end = from + this.#dice.size(input.length - from);
    return put(input, from, end, to(input.slice(from, end)));
  }

  /** Replaces one of the pattern's matches. */
  #match(input: string, pattern: RegExp, to: (match: string) => string): string {
    const found = [...input.matchAll(pattern)];
    if (found.length === 0) return input;
    const { index, 0: match } = this.#dice.pick(found);
    return put(input, index, index + match.length, to(match));
  }
}

function put(input: string, from: number, end: number | undefined, piece: string): string {
  return input.slice(0, from) + piece + input.slice(end ?? from);
}
