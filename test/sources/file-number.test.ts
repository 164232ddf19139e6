/** The number in a polled file. Rows marked C give the results of strtol() and ipmi_sim's arithmetic. */
import { describe, expect, it } from "vitest";
import { numberIn } from "../../src/sources/file-number.ts";
import type { FileOptions } from "../../src/sources/options.ts";
import { hex } from "../support/bytes/hex.ts";

const OPTIONS: FileOptions = {
  path: "",
  everyMs: 1000,
  gives: "units",
  content: "text",
  offset: 0,
  length: 1,
  base: "decimal",
  subtract: 0,
  multiply: 1,
  divide: 1,
};

const read = (text: string, options: Partial<FileOptions> = {}) =>
  numberIn(Buffer.from(text, "latin1"), { ...OPTIONS, ...options });

describe("a text", () => {
  it.each([
    ["42", "decimal", 42],
    ["42.5\n", "decimal", 42.5],
    ["  -0.25 C\n", "decimal", -0.25],
    ["+1e3", "decimal", 1000],
    ["010", "decimal", 10],
    ["42\0rest", "decimal", 42],
    ["42\n", 0, 42],
    ["0x1f", 0, 31],
    ["0X1F", 0, 31],
    ["017", 0, 15],
    ["0", 0, 0],
    ["-0x10 x", 0, -16],
    ["1f", 16, 31],
    ["0x1f", 16, 31],
    ["101", 2, 5],
    ["zz", 36, 1295],
  ] as const)("%j to base %s is %d", (text, base, number) => {
    expect(read(text, { base })).toBe(number);
  });

  it.each([
    ["", "decimal", 'the text is ""; expected a decimal number'],
    ["\n", "decimal", 'the text is ""; expected a decimal number'],
    ["n/a", "decimal", 'the text is "n/a"; expected a decimal number'],
    ["42C", "decimal", 'the text is "42C"; expected a decimal number'],
    ["1e999", "decimal", 'the text is "1e999"; expected a decimal number'],
    ["0x1f", "decimal", 'the text is "0x1f"; expected a decimal number'],
    ["", 0, 'the text is ""; expected an integer as in C'],
    ["0x", 0, 'the text is "0x"; expected an integer as in C'],
    ["08", 0, 'the text is "08"; expected an integer as in C'],
    ["42.5", 0, 'the text is "42.5"; expected an integer as in C'],
    ["-", 10, 'the text is "-"; expected an integer in base 10'],
    ["102", 2, 'the text is "102"; expected an integer in base 2'],
  ] as const)("%j to base %s is not a number", (text, base, says) => {
    expect(() => read(text, { base })).toThrow(says);
  });
});

describe("bytes", () => {
  it.each([
    ["2a", 1, 0x2a],
    ["34 12", 2, 0x1234],
    ["78 56 34 12", 4, 0x12345678],
    ["ff ff ff ff", 4, 0xffffffff],
    ["34 12 99", 2, 0x1234],
  ])("%s, %d of them", (bytes, length, number) => {
    expect(numberIn(hex(bytes), { ...OPTIONS, content: "binary", length })).toBe(number);
  });

  it("too few", () => {
    expect(() => numberIn(hex("34"), { ...OPTIONS, content: "binary", length: 2 })).toThrow(
      "the file has 1 bytes at the offset; expected 2",
    );
  });
});

describe("numbers and mistakes", () => {
  it.each([
    ["unchanged", {}, 42_500],
    ["millidegrees", { divide: 1000 }, 42.5],
    [
      "mask, subtract, multiply, divide: in this order",
      { mask: 0xff00, subtract: 0x100, multiply: 3, divide: 2 },
      63_360,
    ],
  ])("%s", (_, options, number) => {
    expect(read("42500", options)).toBe(number);
  });

  it("a negative number that is masked has its bits in two's complement, as in C", () => {
    expect(read("-5", { mask: 0xff })).toBe(251);
  });
});
