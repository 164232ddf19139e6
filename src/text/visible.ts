/** Text of a guest, which may have any bytes, as a terminal shows it and does not obey it. */
import { hexDigits } from "./hex.ts";

const CONTROL = /\p{Cc}/gu;

/** Returns the value with `\x1b` in place of each control character in its texts. */
export function visible<Value>(value: Value): Value;
export function visible(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll(CONTROL, escaped);
  if (Array.isArray(value)) return value.map(visible);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [visible(key), visible(each)]));
}

function escaped(character: string): string {
  return `\\x${hexDigits(character.charCodeAt(0))}`;
}
