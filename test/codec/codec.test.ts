import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bit, bitfield, bits, notBit } from "../../src/codec/bitfield.ts";
import { bcd, bytes, reserved, rest } from "../../src/codec/bytes.ts";
import { u8, u16, u24, u32 } from "../../src/codec/integer.ts";
import { decode, encode, type Layout, type LayoutError } from "../../src/codec/layout.ts";
import { empty, optional, struct } from "../../src/codec/struct.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

/** Layout, bytes, value: the same both ways. */
const VECTORS: readonly (readonly [string, Layout<never> | Layout<unknown>, string, unknown])[] = [
  ["u8", u8, "ff", 255],
  ["u16, least significant byte first", u16, "34 12", 0x1234],
  ["u24", u24, "56 34 12", 0x123456],
  ["u32 above 2^31", u32, "78 56 34 f2", 0xf2345678],
  ["bcd", bcd, "42", 42],
  ["bytes", bytes(3), "01 02 03", hex("01 02 03")],
  ["the rest", rest, "01 02", hex("01 02")],
  ["the rest, of nothing", rest, "", hex("")],
  ["bits of one byte", bitfield({ a: bit(7), b: bits(3, 0) }), "85", { a: true, b: 5 }],
  ["a bit that means its opposite", bitfield({ enabled: notBit(6) }), "40", { enabled: false }],
  ["bits over two bytes", bitfield({ a: bits(11, 4), b: bit(15) }, 2), "30 82", { a: 0x23, b: true }],
  ["bits over four bytes", bitfield({ top: bits(31, 24) }, 4), "00 00 00 ff", { top: 0xff }],
  ["a struct", struct({ a: u8, b: u16 }), "01 03 02", { a: 1, b: 0x203 }],
  ["a struct in a struct", struct({ a: u8, b: struct({ c: u8 }) }), "01 02", { a: 1, b: { c: 2 } }],
  ["reserved bytes", struct({ a: u8, r: reserved(2), b: u8 }), "01 00 00 02", { a: 1, b: 2 }],
  ["an optional field that is there", struct({ a: u8, b: optional(u8) }), "01 02", { a: 1, b: 2 }],
  ["an optional field that is not", struct({ a: u8, b: optional(u8) }), "01", { a: 1 }],
  ["nothing", empty, "", {}],
];

describe("layouts", () => {
  it.each(VECTORS)("%s", (_title, layout, text, value) => {
    expect(decode(layout as Layout<unknown>, hex(text))).toEqual(value);
    expect(toHex(encode(layout as Layout<unknown>, value))).toBe(toHex(hex(text)));
  });

  it("ignore reserved bits and bytes when reading", () => {
    expect(decode(bitfield({ a: bit(0) }), hex("fe"))).toEqual({ a: false });
    expect(decode(struct({ r: reserved(1), a: u8 }), hex("ff 01"))).toEqual({ a: 1 });
  });

  it("write what they read, for all four bytes of a field of bits", () => {
    const layout = bitfield({ a: bits(6, 0), b: bit(7), c: bits(20, 8), d: notBit(21), e: bits(31, 22) }, 4);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (word) => {
        expect(encode(layout, decode(layout, word))).toEqual(word);
      }),
    );
  });

  it("grow as needed", () => {
    const data = Uint8Array.from({ length: 300 }, (_, i) => i & 0xff);
    expect(encode(struct({ a: u8, data: rest }), { a: 1, data })).toEqual(Uint8Array.of(1, ...data));
    expect(encode(bytes(300), data)).toEqual(data);
    expect(encode(struct({ start: bytes(63), end: u16 }), { start: data.subarray(0, 63), end: 0x0102 })).toHaveLength(
      65,
    );
  });
});

/** Layout, bytes, fault, the whole message. */
const UNREADABLE: readonly (readonly [string, Layout<unknown>, string, string, string])[] = [
  ["a byte short", struct({ a: u8, b: u16 }), "01 02", "length", "b: expected 1 byte more, got 0"],
  ["a byte long", struct({ a: u8 }), "01 02", "length", "expected a length of 1, got 2"],
  ["bytes short", struct({ a: bytes(4) }), "01", "length", "a: expected 4 bytes more, got 1"],
  ["deep inside", struct({ a: struct({ b: struct({ c: u8 }) }) }), "", "length", "a.b.c: expected 1 byte more, got 0"],
  ["no decimal digits", struct({ a: bcd }), "3a", "value", "a: expected two decimal digits, got 0x3a"],
];

/** Layout, value, the whole message. */
const UNWRITABLE: readonly (readonly [string, Layout<unknown>, unknown, string])[] = [
  ["an integer past its limit", u8, 256, "expected an integer from 0 to 255, got 256"],
  ["a negative integer", u16, -1, "expected an integer from 0 to 65535, got -1"],
  ["a fraction", u8, 0.5, "expected an integer from 0 to 255, got 0.5"],
  ["bits past their limit", bitfield({ a: bits(3, 0) }), { a: 16 }, "a: expected an integer from 0 to 15, got 16"],
  ["bytes of another size", struct({ a: bytes(2) }), { a: hex("01") }, "a: expected 2 bytes, got 1"],
  ["three decimal digits", bcd, 100, "expected an integer from 0 to 99, got 100"],
];

describe("values that do not fit", () => {
  it.each(UNREADABLE)("%s", (_title, layout, text, fault, message) => {
    expect(() => decode(layout, hex(text))).toThrow(expect.objectContaining({ name: "LayoutError", fault, message }));
  });
  it.each(UNWRITABLE)("%s", (_title, layout, value, message) => {
    expect(() => encode(layout, value)).toThrow(
      expect.objectContaining({ name: "LayoutError", fault: "value", message }),
    );
  });
  it("names the path to the field", () => {
    const read = () => decode(struct({ a: struct({ b: u8 }) }), hex(""));
    expect(read).toThrow(expect.objectContaining<Partial<LayoutError>>({ path: ["a", "b"] }));
  });
});
