/** Bytes and numbers as hexadecimal text. */

/** `0a0b`. */
export function hex(bytes: Uint8Array | readonly number[]): string {
  return Buffer.from(bytes).toString("hex");
}

/** `0a 0b`. */
export function spacedHex(bytes: Uint8Array): string {
  return hex(bytes).replaceAll(/..(?=.)/g, "$& ");
}

/** At least `digits` digits and no mark: `0a`. */
export function hexDigits(value: number, digits = 2): string {
  return value.toString(16).padStart(digits, "0");
}

/** As code and configurations write a number: `0x0a`. */
export function hexNumber(value: number, digits = 2): string {
  return `0x${hexDigits(value, digits)}`;
}

/** As the specification writes a number: `0Ah`. */
export function hexCode(value: number, digits = 2): string {
  return `${hexDigits(value, digits).toUpperCase()}h`;
}
