/** Literals of Python, and the logical lines of a file of assignments. */
import { expect, it } from "vitest";
import { assignmentsIn } from "../../../src/import/sushy/assignments.ts";
import { readLiteral } from "../../../src/import/sushy/python-literal.ts";

it.each<[text: string, value: unknown]>([
  ["u'a'", "a"],
  [String.raw`"a\n\x41\u00e9\'\q"`, "a\nAé'\\q"],
  [String.raw`r'\n'`, "\\n"],
  ["'''a\n'b' c'''", "a\n'b' c"],
  ["'a' \"b\"", "ab"],
  ["-12", -12],
  ["0x1F_0", 0x1f0],
  ["1.5", 1.5],
  ["True", true],
  ["None", null],
  ["('a')", "a"],
  ["('a',)", ["a"]],
  ["[1, [2], ()]", [1, [2], []]],
  ["{'a', 'b'}", ["a", "b"]],
  ["{}", new Map()],
  [
    "{'a': None, 1: ['x'],}",
    new Map<unknown, unknown>([
      ["a", null],
      [1, ["x"]],
    ]),
  ],
])("%s", (text, value) => {
  expect(readLiteral(text)).toEqual(value);
});

it.each([
  "",
  "a",
  "f'x'",
  "b'x'",
  "'a",
  "1 + 1",
  "[1, 2",
  "[1 2]",
  "(]",
  "{'a': 1, 'b'}",
  "{'a' 1}",
  "os.environ['A']",
  "True1",
  "1a",
  "[".repeat(40),
])("is no literal: %s", (text) => {
  expect(readLiteral(text)).toBeUndefined();
});

it("finds assignments over several lines, and takes the last of a name", () => {
  const strange: [number, string][] = [];
  const assigned = assignmentsIn(
    "# [\nA = [  # '\n  1,\n]\nB = 'x' \\\n  'y'\nC == 1\nD = '\nE = '''\n# no comment\n'''\nA = 2\nF = [\n",
    (...place) => strange.push(place),
  );
  expect([...assigned]).toEqual([
    ["A", { line: 12, value: 2 }],
    ["B", { line: 5, value: "xy" }],
    ["E", { line: 9, value: "\n# no comment\n" }],
  ]);
  expect(strange).toEqual([
    [7, "C == 1"],
    [8, "D = '"],
    [13, "F = ["],
  ]);
});
