/** Patterns of request data: "01 ?? *". */
import { hexDigits } from "../text/hex.ts";

/** A pattern, byte by byte; null matches any byte. `open`: more bytes may follow. */
export interface RequestPattern {
  readonly bytes: readonly (number | null)[];
  readonly open: boolean;
}

export function fits({ bytes, open }: RequestPattern, data: Uint8Array): boolean {
  const rightLength = open ? data.length >= bytes.length : data.length === bytes.length;
  return rightLength && bytes.every((byte, i) => byte === null || byte === data[i]);
}

/** Formats a pattern as in the configuration. */
export function patternText({ bytes, open }: RequestPattern): string {
  const tokens = bytes.map((byte) => (byte === null ? "??" : hexDigits(byte)));
  return [...tokens, ...(open ? ["*"] : [])].join(" ");
}
