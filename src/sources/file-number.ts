/** What a polled file says: the number in it, and what is made of it. The rules are those of ipmi_sim's `poll … file`. */
import { ByteReader } from "../codec/layout.ts";
import type { FileOptions } from "./options.ts";

/** As much of a text as ipmi_sim looks at. */
const TEXT_LENGTH = 99;

/** Of a file: how much of it is needed, in bytes. */
export function neededLength({ content, length }: FileOptions): number {
  return content === "text" ? TEXT_LENGTH : length;
}

/** @throws Error that says why there is no number in `bytes` */
export function numberIn(bytes: Uint8Array, options: FileOptions): number {
  const { mask, subtract, multiply, divide } = options;
  const read = options.content === "text" ? textual(bytes, options.base) : binary(bytes, options.length);
  const kept = mask === undefined ? read : read & mask;
  return ((kept - subtract) * multiply) / divide;
}

function binary(bytes: Uint8Array, length: number): number {
  if (bytes.length >= length) return new ByteReader(bytes).unsigned(length);
  throw new Error(`expected ${length} bytes, got ${bytes.length}`);
}

const DECIMAL = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

/** The first word is the number; what follows is of no account, such as its unit. */
function textual(bytes: Uint8Array, base: FileOptions["base"]): number {
  const text = Buffer.from(bytes).toString("latin1");
  const word = /[^\s\0]+/.exec(text)?.[0] ?? "";
  const number = base === "decimal" ? decimal(word) : integer(word.toLowerCase(), base);
  if (number !== undefined && Number.isFinite(number)) return number;
  throw new Error(`expected a number${base === "decimal" ? "" : ` to base ${base}`}, got ${JSON.stringify(word)}`);
}

function decimal(word: string): number | undefined {
  return DECIMAL.test(word) ? Number(word) : undefined;
}

const C_PREFIX = /^0(x(?=.)|(?=.))/;

/** As strtol() of C reads it. */
function integer(word: string, base: number): number | undefined {
  const sign = word.startsWith("-") ? -1 : 1;
  const unsigned = word.replace(/^[-+]/, "");
  const [prefix, hex] = C_PREFIX.exec(unsigned) ?? [];
  if (base === 0) return integer(word, hex ? 16 : prefix ? 8 : 10);
  const digits = base === 16 && hex ? unsigned.slice(prefix?.length) : unsigned;
  if (digits === "" || ![...digits].every((digit) => Number.parseInt(digit, 36) < base)) return undefined;
  return sign * Number.parseInt(digits, base);
}
