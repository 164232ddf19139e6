/**
 * The kinds of values that settings have. The message of each kind says only what is allowed: it is printed after the
 * word "expected", and shown in the editor's tool tip.
 */

import { z } from "zod";
import { hexNumber } from "../../text/hex.ts";
import { parseAddress, parseDoor, parseHttpDoor, parseLanDoor } from "../../transport/address.ts";
import { DoorError } from "../../transport/door-error.ts";

/**
 * Builds a schema on first use. Most configurations set few settings, and to build all schemas would take longer than
 * the rest of the daemon's start. Do not put optional() inside `make`; put it around the result.
 */
export function lazily<T extends z.ZodType>(make: () => T): z.ZodLazy<T> {
  let made: T | undefined;
  const schema = z.lazy(() => {
    made ??= make();
    return made;
  });
  // The enclosing schema asks for these before a value is parsed.
  for (const key of ["optin", "optout"]) Object.defineProperty(schema._zod, key, { value: undefined });
  return schema;
}

const integers = new Map<string, ReturnType<typeof makeInteger>>();

/** A whole number from `min` to `max`, decimal or 0x…. The message shows a `max` above 15 in hex too. */
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

export const address = () => parsed(parseAddress);

/** An address with the option of its door. */
export const door = () => parsed(parseDoor);

/** A door for IPMI over LAN. */
export const lanDoor = () => parsed(parseLanDoor);

/** A door for Redfish. */
export const httpDoor = () => parsed(parseHttpDoor);

/** Text that `parse` can read. Its DoorError words the message about any other. */
export function parsed(parse: (text: string) => unknown) {
  return z.string("an address").superRefine((value, context) => {
    try {
      parse(value);
    } catch (error) {
      if (!(error instanceof DoorError)) throw error;
      context.addIssue({ code: "custom", message: error.message, params: { sentence: true } });
    }
  });
}

/** Registry of settings that name a file to read. Such names are relative to the configuration file. */
export const fileNames = z.registry<{ readonly mayBeAbsent: boolean }>();

/** A file name. A file that `mayBeAbsent` is opened later. */
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

/** A mapping with its keys in the order of the documentation. An unknown key is an error. */
export function group<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, { error: (issue) => (issue.code === "invalid_type" ? "a mapping" : undefined) });
}

/** A GUID as text (RFC 4122), or "auto". */
export function guid() {
  const allowed = "a GUID such as 00112233-4455-6677-8899-aabbccddeeff, or auto";
  return z.union([z.literal("auto"), z.guid(allowed).toLowerCase()], allowed);
}

const BYTES = /^\s*(?:[0-9A-Fa-f]{2}\s*)*$/;

/** Bytes as text (`de ad be ef`) or as a list of numbers, `min` to `max` bytes long. */
export function bytes(min: number, max: number) {
  const length = min === max ? `${min}` : `${min} to ${max}`;
  const allowed = `${length} bytes, either as text in hex ("de ad be ef", in quotes) or as a list ([0xde, 0xad])`;
  return z
    .union([z.string().regex(BYTES, allowed), z.array(z.int(allowed).min(0, allowed).max(255, allowed))], allowed)
    .transform((value) => (typeof value === "string" ? Buffer.from(value.replaceAll(/\s/g, ""), "hex") : value))
    .transform((value) => Uint8Array.from(value))
    .refine((value) => value.length >= min && value.length <= max, allowed);
}

/** A pattern for the data of a request: null matches any byte, and `open` allows more bytes at the end. */
export interface BytePattern {
  readonly bytes: readonly (number | null)[];
  readonly open: boolean;
}

const PATTERN = /^\s*(?:(?:[0-9A-Fa-f]{2}|\?\?)\s*)*\*?\s*$/;

/** A pattern as text, such as `01 ?? 03 *`: ?? is any byte, and * at the end allows more bytes. */
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
