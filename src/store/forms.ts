/**
 * Stored forms of values, as JSON. Bytes are hex, and a value that has a layout in the specification is stored as that
 * layout's bytes.
 */

import { z } from "zod";
import { decode, encode, type Layout, LayoutError } from "../codec/layout.ts";
import { hex } from "../text/hex.ts";

const hexText = z.string().regex(/^(?:[0-9a-f]{2})*$/, "bytes in hex");

export function fromHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "hex"));
}

/** Form of `min` to `max` bytes. */
export function bytes(min: number, max: number = min) {
  const length = min === max ? `${min}` : `${min} to ${max}`;
  return z
    .codec(hexText, z.custom<Uint8Array>(), { decode: fromHex, encode: hex })
    .refine((value) => value.length >= min && value.length <= max, `${length} bytes`);
}

export function laidOut<T>(layout: Layout<T>) {
  return z.codec(hexText, z.custom<T>(), {
    decode(text, context) {
      try {
        return decode(layout, fromHex(text));
      } catch (error) {
        if (!(error instanceof LayoutError)) throw error;
        context.issues.push({ code: "custom", input: text, message: error.message });
        return z.NEVER;
      }
    },
    encode: (value) => hex(encode(layout, value)),
  });
}

export function integer(min: number, max: number) {
  return z.int().min(min).max(max);
}

export const u8 = integer(0, 0xff);
export const u16 = integer(0, 0xffff);
export const u32 = integer(0, 0xffffffff);
