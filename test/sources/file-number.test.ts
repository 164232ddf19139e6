/** The number in a polled file. What is marked C is what strtol() and ipmi_sim's arithmetic make of it. */
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
    ["", "decimal", 'expected a number, got ""'],
    ["\n", "decimal", 'expected a number, got ""'],
    ["n/a", "decimal", 'expected a number, got "n/a"'],
    ["42C", "decimal", 'expected a number, got "42C"'],
    ["1e999", "decimal", 'expected a number, got "1e999"'],
    ["0x1f", "decimal", 'expected a number, got "0x1f"'],
    ["", 0, 'expected a number to base 0, got ""'],
    ["0x", 0, 'expected a number to base 0, got "0x"'],
    ["08", 0, 'expected a number to base 0, got "08"'],
    ["42.5", 0, 'expected a number to base 0, got "42.5"'],
    ["-", 10, 'expected a number to base 10, got "-"'],
    ["102", 2, 'expected a number to base 2, got "102"'],
  ] as const)("%j to base %s is none", (text, base, says) => {
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
    expect(() => numberIn(hex("34"), { ...OPTIONS, content: "binary", length: 2 })).toThrow("expected 2 bytes, got 1");
  });
});

describe("what is made of it", () => {
  it.each([
    ["as it is", {}, 42_500],
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
