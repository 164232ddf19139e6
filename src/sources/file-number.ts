/** The number in a polled file, read and converted by the rules of ipmi_sim's `poll … file`. */
import { ByteReader } from "../codec/layout.ts";
import type { FileOptions } from "./options.ts";

/** Bytes of a text that ipmi_sim reads. */
const TEXT_LENGTH = 99;

/** Returns how many bytes of the file are needed. */
export function neededLength({ content, length }: FileOptions): number {
  return content === "text" ? TEXT_LENGTH : length;
}

/** @throws Error if `bytes` contains no number, with the reason */
export function numberIn(bytes: Uint8Array, options: FileOptions): number {
  const { mask, subtract, multiply, divide } = options;
  const read = options.content === "text" ? textual(bytes, options.base) : binary(bytes, options.length);
  const kept = mask === undefined ? read : read & mask;
  return ((kept - subtract) * multiply) / divide;
}

function binary(bytes: Uint8Array, length: number): number {
  if (bytes.length >= length) return new ByteReader(bytes).unsigned(length);
  throw new Error(`the file has ${bytes.length} bytes at the offset; expected ${length}`);
}

const DECIMAL = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

/** Reads the first word as the number and ignores the rest, such as a unit. */
function textual(bytes: Uint8Array, base: FileOptions["base"]): number {
  const text = Buffer.from(bytes).toString("latin1");
  const word = /[^\s\0]+/.exec(text)?.[0] ?? "";
  const number = base === "decimal" ? decimal(word) : integer(word.toLowerCase(), base);
  if (number !== undefined && Number.isFinite(number)) return number;
  const expected =
    base === "decimal" ? "a decimal number" : base === 0 ? "an integer as in C" : `an integer in base ${base}`;
  throw new Error(`the text is ${JSON.stringify(word)}; expected ${expected}`);
}

function decimal(word: string): number | undefined {
  return DECIMAL.test(word) ? Number(word) : undefined;
}

const C_PREFIX = /^0(x(?=.)|(?=.))/;

/** Reads a number the way strtol() of C does. */
function integer(word: string, base: number): number | undefined {
  const sign = word.startsWith("-") ? -1 : 1;
  const unsigned = word.replace(/^[-+]/, "");
  const [prefix, hex] = C_PREFIX.exec(unsigned) ?? [];
  if (base === 0) return integer(word, hex ? 16 : prefix ? 8 : 10);
  const digits = base === 16 && hex ? unsigned.slice(prefix?.length) : unsigned;
  if (digits === "" || ![...digits].every((digit) => Number.parseInt(digit, 36) < base)) return undefined;
  return sign * Number.parseInt(digits, base);
}
