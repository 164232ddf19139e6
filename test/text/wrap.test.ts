import { styleText } from "node:util";
import { expect, test } from "vitest";
import { columnsOf, hanging, shortened, wrapped } from "../../src/text/wrap.ts";

test.each([
  ["fits", 4, ["fits"]],
  ["one two three", 7, ["one two", "three"]],
  ["one two", 6, ["one", "two"]],
  ["a-word-that-is-too-long b", 5, ["a-word-that-is-too-long", "b"]],
  ["two  spaces stay", 16, ["two  spaces stay"]],
  ["anything at all", Number.POSITIVE_INFINITY, ["anything at all"]],
  ["", 5, [""]],
])("%j in %d columns", (text, width, lines) => {
  expect(wrapped(text, width)).toEqual(lines);
});

test("every line of a red text is red, and styles take no columns", () => {
  const red = (text: string) => styleText("red", text, { validateStream: false });
  expect(wrapped(red("one two"), 3)).toEqual([red("one"), red("two")]);
  expect(columnsOf(red("one"))).toBe(3);
});

test("further lines hang below the first", () => {
  expect(hanging("ok  ", "one two three", 11)).toBe("ok  one two\n    three");
});

test.each([
  ["fits", 4, "fits"],
  ["one two three", 9, "one two…"],
  ["one two three", 8, "one two…"],
  ["one two three", 7, "one…"],
  ["oneword", 4, "one…"],
  ["oneword", -3, "…"],
])("%j shortened to %d columns", (text, width, short) => {
  expect(shortened(text, width)).toBe(short);
});
