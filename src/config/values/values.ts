/**
 * The kinds of value a setting can have. The message of each says what is allowed, and nothing else:
 * it is printed after the word "expected", and in the editor's tool tip.
 */

import { z } from "zod";
import { hexNumber } from "../../text/hex.ts";
import { parseAddress } from "../../transport/address.ts";
import { DoorError } from "../../transport/door-error.ts";

/**
 * Built when a value of it is met: a configuration says few of all settings, and to build the schema of all takes longer
 * than all else that a daemon does before it is ready. None of these may be left out by itself: optional() goes around.
 */
export function lazily<T extends z.ZodType>(make: () => T): z.ZodLazy<T> {
  let made: T | undefined;
  const schema = z.lazy(() => {
    made ??= make();
    return made;
  });
  // What it goes into asks for these before there is a value.
  for (const key of ["optin", "optout"]) Object.defineProperty(schema._zod, key, { value: undefined });
  return schema;
}

const integers = new Map<string, ReturnType<typeof makeInteger>>();

/** A whole number from `min` to `max`, decimal or 0x…; shown in hex where codes and ids are meant. */
export function integer(min: number, max: number) {
  const range = `${min} ${max}`;
  const made = integers.get(range) ?? makeInteger(min, max);
  integers.set(range, made);
  return made;
}

function makeInteger(min: number, max: number) {
  const allowed = `a whole number from ${min} to ${max}${max > 0x0f ? ` (${hexNumber(max)})` : ""}`;
  return z.int(allowed).min(min, allowed).max(max, allowed);
}

export function text(allowed: string) {
  return z.string(allowed);
}

/** An address of a door; what is wrong with one is in `parseAddress`'s own words. */
export function address() {
  return z.string("an address").superRefine((value, context) => {
    try {
      parseAddress(value);
    } catch (error) {
      if (!(error instanceof DoorError)) throw error;
      context.addIssue({ code: "custom", message: error.message, params: { sentence: true } });
    }
  });
}

/** Settings that name a file we read. In a configuration file they are relative to it. */
export const fileNames = z.registry<{ readonly mayBeAbsent: boolean }>();

/** One that `mayBeAbsent` is looked for later. */
export function fileName({ mayBeAbsent = false } = {}) {
  return z.string("a file name").min(1, "a file name").register(fileNames, { mayBeAbsent });
}

export function flag() {
  return z.boolean("true or false");
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, `one of ${values.join(", ")}`);
}

export function listOf<T extends z.ZodType>(item: T) {
  return z.array(item, "a list");
}

/** Keys in the order of the documentation; a key that is not one of them is an error. */
export function group<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, { error: (issue) => (issue.code === "invalid_type" ? "a mapping" : undefined) });
}

/** RFC 4122 text, or "auto". */
export function guid() {
  const allowed = "a GUID such as 00112233-4455-6677-8899-aabbccddeeff, or auto";
  return z.union([z.literal("auto"), z.guid(allowed).toLowerCase()], allowed);
}

const BYTES = /^\s*(?:[0-9A-Fa-f]{2}\s*)*$/;

/** `de ad be ef`, or a list of numbers; `min` to `max` bytes long. */
export function bytes(min: number, max: number) {
  const length = min === max ? `${min}` : `${min} to ${max}`;
  const allowed = `${length} bytes, either as text in hex ("de ad be ef", in quotes) or as a list ([0xde, 0xad])`;
  return z
    .union([z.string().regex(BYTES, allowed), z.array(z.int(allowed).min(0, allowed).max(255, allowed))], allowed)
    .transform((value) => (typeof value === "string" ? Buffer.from(value.replaceAll(/\s/g, ""), "hex") : value))
    .transform((value) => Uint8Array.from(value))
    .refine((value) => value.length >= min && value.length <= max, allowed);
}

/** The data of a request: each byte, or null for any; `open` when more bytes may follow. */
export interface BytePattern {
  readonly bytes: readonly (number | null)[];
  readonly open: boolean;
}

const PATTERN = /^\s*(?:(?:[0-9A-Fa-f]{2}|\?\?)\s*)*\*?\s*$/;

/** `01 ?? 03 *`: two hex digits for a byte, ?? for any byte, * at the end for any more bytes or none. */
export function bytePattern() {
  const allowed = 'bytes in hex, in quotes: "01 ?? 03" (?? is any byte), with * at the end if more may follow';
  return z
    .string(allowed)
    .regex(PATTERN, allowed)
    .transform((value): BytePattern => {
      const tokens = value.match(/[0-9a-f]{2}|\?\?/gi) ?? [];
      return {
        bytes: tokens.map((token) => (token === "??" ? null : Number.parseInt(token, 16))),
        open: value.trimEnd().endsWith("*"),
      };
    });
}
