import { describe, expect, it } from "vitest";
import { hex, hexCode, hexDigits, hexNumber, spacedHex } from "../../src/text/hex.ts";

describe("bytes in hex", () => {
  it.each([
    ["none", [], "", ""],
    ["one", [0x0a], "0a", "0a"],
    ["several", [0x00, 0x0b, 0xff], "000bff", "00 0b ff"],
  ])("%s", (_title, bytes, joined, spaced) => {
    expect(hex(Uint8Array.from(bytes))).toBe(joined);
    expect(hex(bytes)).toBe(joined);
    expect(spacedHex(Uint8Array.from(bytes))).toBe(spaced);
  });
  it("are those of the view, not of the buffer behind it", () => {
    expect(spacedHex(Uint8Array.of(1, 2, 3, 4).subarray(1, 3))).toBe("02 03");
  });
});

describe("a number in hex", () => {
  it.each([
    [0x0a, undefined, "0a", "0x0a", "0Ah"],
    [0xff, undefined, "ff", "0xff", "FFh"],
    [0x1234, undefined, "1234", "0x1234", "1234h"],
    [0x0a, 1, "a", "0xa", "Ah"],
    [0x0a, 4, "000a", "0x000a", "000Ah"],
  ])("%i with %s digits is %s", (value, digits, plain, number, code) => {
    expect([hexDigits(value, digits), hexNumber(value, digits), hexCode(value, digits)]).toEqual([plain, number, code]);
  });
});
