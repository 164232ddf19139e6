/** Parsers that commander calls with the text of an option. */
import { InvalidArgumentError } from "commander";

/** Collects an option that may be given more than once. */
export function repeatable(item: string, items: readonly string[] = []): string[] {
  return [...items, item];
}

/** Reads seconds: "30", "30s" and "0.5". */
export function secondsFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(/^(\d+(?:\.\d+)?)s?$/.exec(text)?.[1]);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected seconds, such as 30 or 30s, from ${least} to ${most}`);
  };
}
