export { spacedHex as toHex } from "../../../src/text/hex.ts";

/** "ff 01 a1" → bytes. Spaces are ignored; any other character that is not a hex digit is an error. */
export function hex(text: string): Uint8Array {
  const digits = text.replaceAll(/\s/g, "");
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) throw new Error(`not spaced hex: "${text}"`);
  return Uint8Array.from(Buffer.from(digits, "hex"));
}
