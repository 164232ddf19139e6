/** Settings to be written as YAML: plain values, some with a comment, some in hex. */
import { isObject } from "../text/is-object.ts";

export type Settings = Readonly<Record<string, unknown>>;

/** A number that is written in hex. */
export interface HexNumber {
  readonly hex: number;
}

export function inHex(hex: number): HexNumber {
  return { hex };
}

/** A value with a comment in the file. */
export interface Commented {
  readonly commented: unknown;
  readonly comment: string;
}

export function commented(value: unknown, comment: string): Commented {
  return { commented: value, comment };
}

export function isHexNumber(value: unknown): value is HexNumber {
  return isObject(value) && Object.hasOwn(value, "hex");
}

export function isCommented(value: unknown): value is Commented {
  return isObject(value) && Object.hasOwn(value, "commented");
}

/** Returns the plain values that a configuration's schema takes. */
export function plain(value: unknown): unknown {
  if (isHexNumber(value)) return value.hex;
  if (isCommented(value)) return plain(value.commented);
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** Returns the settings without undefined values. */
export function said(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
