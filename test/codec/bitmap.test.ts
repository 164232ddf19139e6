import { describe, expect, it } from "vitest";
import { bitmap } from "../../src/codec/bitmap.ts";
import { decode, encode, LayoutError } from "../../src/codec/layout.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

describe("bitmap", () => {
  it.each([
    ["none", [], "00 00"],
    ["the first and the last", [0, 15], "01 80"],
    ["all of a byte", [8, 9, 10, 11, 12, 13, 14, 15], "00 ff"],
  ])("%s", (_title, numbers, bytes) => {
    expect(toHex(encode(bitmap(2), new Set(numbers)))).toBe(bytes);
    expect([...decode(bitmap(2), hex(bytes))]).toEqual(numbers);
  });
  it("refuses a number without a bit, and too few bytes", () => {
    expect(() => encode(bitmap(2), new Set([16]))).toThrow(LayoutError);
    expect(() => decode(bitmap(2), hex("00"))).toThrow(LayoutError);
  });
});
