/** Bytes and numbers as hexadecimal text. */

/** Prints bytes without spaces: `0a0b`. */
export function hex(bytes: Uint8Array | readonly number[]): string {
  return Buffer.from(bytes).toString("hex");
}

/** Prints bytes with spaces: `0a 0b`. */
export function spacedHex(bytes: Uint8Array): string {
  return hex(bytes).replaceAll(/..(?=.)/g, "$& ");
}

/** Prints a number in at least `digits` digits, without a prefix: `0a`. */
export function hexDigits(value: number, digits = 2): string {
  return value.toString(16).padStart(digits, "0");
}

/** Prints a number as code and configurations write it: `0x0a`. */
export function hexNumber(value: number, digits = 2): string {
  return `0x${hexDigits(value, digits)}`;
}

/** Prints a number as the specification writes it: `0Ah`. */
export function hexCode(value: number, digits = 2): string {
  return `${hexDigits(value, digits).toUpperCase()}h`;
}
