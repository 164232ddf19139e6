/**
 * Parsers that commander calls with the text of an option or argument. Each throws an error that says what it expected;
 * `usageSentence` puts the option and its value before it: "--nth is 0; expected a whole number from 1 to 1000000".
 */
import { InvalidArgumentError } from "commander";

/** Collects an option that may be given more than once. */
export function repeatable(item: string, items: readonly string[] = []): string[] {
  return [...items, item];
}

/** Reads a whole number, decimal or 0x…; undefined: the text is not one. */
export function wholeNumberIn(text: string): number | undefined {
  return /^(?:-?\d+|0x[\da-f]+)$/i.test(text) ? Number(text) : undefined;
}

/** Reads a decimal number, such as 0.1; undefined: the text is not one. */
export function decimalIn(text: string): number | undefined {
  return /^-?(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined;
}

/** A parser of whole numbers in a range. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => inRange(wholeNumberIn(text), `a whole number from ${least} to ${most}`, least, most);
}

/** A whole number that fits a byte. */
export const byte = wholeNumber(0, 0xff);

/** A parser of decimal numbers in a range. */
export function decimal(least: number, most: number): (text: string) => number {
  return (text) => inRange(decimalIn(text), `a number from ${least} to ${most}`, least, most);
}

/** A parser of seconds in a range: "30", "30s" and "0.5". */
export function seconds(least: number, most: number): (text: string) => number {
  const expected = `seconds from ${least} to ${most}, such as 30 or 30s`;
  return (text) => inRange(decimalIn(text.replace(/s$/, "")), expected, least, most);
}

/** A parser that takes a word too. */
export function orWord<Word extends string>(
  word: Word,
  parse: (text: string) => number,
): (text: string) => number | Word {
  return (text) => {
    if (text === word) return word;
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof InvalidArgumentError ? new InvalidArgumentError(`${error.message}, or ${word}`) : error;
    }
  };
}

function inRange(value: number | undefined, expected: string, least: number, most: number): number {
  if (value !== undefined && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`expected ${expected}`);
}
