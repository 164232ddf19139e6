import { expect, test } from "vitest";
import { visible } from "../../src/text/visible.ts";

test.each([
  ["\x1b]0;owned\x07", "\\x1b]0;owned\\x07"],
  ["two\r\nlines", "two\\x0d\\x0alines"],
  ["\x7f \x9b31m", "\\x7f \\x9b31m"],
  ["Überhitzung 97 °C \\", "Überhitzung 97 °C \\"],
])("%j is shown as %s", (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test("texts in lists and objects are shown so, and all else stays", () => {
  const given = { "a\x1b": ["b\0", 1, null, undefined, { c: "\n" }], d: true };
  expect(visible(given)).toEqual({ "a\\x1b": ["b\\x00", 1, null, undefined, { c: "\\x0a" }], d: true });
});
