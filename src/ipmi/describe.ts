/**
 * Turns an exchange into text: field names and values of request and answer, decoded with the command's own layouts.
 */

import { decode, type Layout, LayoutError } from "../codec/layout.ts";
import { hexCode, hexDigits, hexNumber, spacedHex } from "../text/hex.ts";
import type { Command } from "./command.ts";
import { CompletionCode } from "./completion-code.ts";
import { type CommandTable, commandFor } from "./dispatch.ts";

/** An exchange's bytes as they were on the wire. */
export interface RawExchange {
  readonly netFn: number;
  readonly cmd: number;
  readonly request: Uint8Array;
  readonly completionCode: number;
  /** The bytes after the completion code. */
  readonly response: Uint8Array;
}

export interface ExchangeInWords {
  readonly command: Command | undefined;
  /** For example `deviceId=0x20 device.revision=1`. Hex bytes when there is no layout or it does not fit. */
  readonly request: string;
  readonly completionCode: string;
  readonly response: string;
}

export function describeExchange(table: CommandTable, exchange: RawExchange): ExchangeInWords {
  return described(table, exchange, fieldText);
}

/** Describes an exchange with its set bits only, each as its name: `providesSdrs` instead of `providesSdrs=yes`. */
export function describeBriefly(table: CommandTable, exchange: RawExchange): ExchangeInWords {
  const brief = (path: string, value: unknown) =>
    typeof value === "boolean" ? (value ? path : "") : fieldText(path, value);
  return described(table, exchange, brief);
}

/** Formats a field; an empty text leaves it out. */
type FieldText = (path: string, value: unknown) => string;

function described(table: CommandTable, exchange: RawExchange, text: FieldText): ExchangeInWords {
  const command = commandFor(table, exchange.netFn, exchange.cmd, exchange.request);
  const succeeded = exchange.completionCode === CompletionCode.Ok;
  return {
    command,
    request: inWords(command?.request, exchange.request, text),
    completionCode: completionCodeText(exchange.completionCode),
    response: inWords(succeeded ? command?.response : undefined, exchange.response, text),
  };
}

/** Names a completion code: "ok", "invalid command", "command's 80h", "OEM's 01h". */
export function completionCodeText(code: number): string {
  const name = Object.entries(CompletionCode).find(([, value]) => value === code)?.[0];
  if (name) return name.replaceAll(/(?<!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^./, lower);
  const whose = code < 0x80 ? "OEM's" : code < 0xbf ? "command's" : "reserved";
  return `${whose} ${hexCode(code)}`;
}

/**
 * Decodes bytes into values by field path, with byte arrays as hex. Undefined when the layout does not fit. For
 * programs.
 */
export function fieldsOf(layout: Layout<unknown>, bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = decode(layout, bytes);
    return Object.fromEntries(flat(value, []).map(([path, inner]) => [path.join("."), plain(inner)]));
  } catch (error) {
    if (error instanceof LayoutError) return undefined;
    throw error;
  }
}

function inWords(layout: Layout<unknown> | undefined, bytes: Uint8Array, text: FieldText): string {
  const fields = layout && fieldsOf(layout, bytes);
  if (!fields) return spacedHex(bytes);
  const texts = Object.entries(fields).map(([path, value]) => text(path, value));
  return texts.filter((each) => each !== "").join(" ");
}

function fieldText(path: string, value: unknown): string {
  return `${path}=${valueText(path, value)}`;
}

/** Ends of field names whose numbers are quantities and print in decimal. */
const COUNTS = /(?:seconds|minutes|hours|days|ms|watts|count|size|length|records?|space|offset|revision|major|minor)$/i;

function valueText(path: string, value: unknown): string {
  if (typeof value === "number") return value < 10 || COUNTS.test(path) ? `${value}` : wholeBytes(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? `[${value.join(" ")}]` : `[${value}]`;
}

/** Flattens nested values into leaves, each with its path. */
function flat(value: unknown, path: readonly string[]): [readonly string[], unknown][] {
  const isGroup = typeof value === "object" && value !== null && !ArrayBuffer.isView(value) && !(value instanceof Set);
  if (!isGroup || (Array.isArray(value) && typeof value[0] !== "object")) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => flat(inner, [...path, key]));
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return spacedHex(value);
  return value instanceof Set ? [...value] : value;
}

/** Formats a number in whole bytes, with a minus sign if it is negative. */
function wholeBytes(value: number): string {
  const { length } = hexDigits(Math.abs(value), 1);
  return `${value < 0 ? "-" : ""}${hexNumber(Math.abs(value), length + (length % 2))}`;
}

function lower(text: string): string {
  return text.toLowerCase();
}
