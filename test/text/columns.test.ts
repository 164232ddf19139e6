import { expect, test } from "vitest";
import { columns } from "../../src/text/columns.ts";

const ROWS = [
  ["Name", "Power", "Last request"],
  ["vm0", "on", "Get Channel Info: 00h"],
  ["machine-07", "off", "-"],
];

test("columns are as wide as their widest cell", () => {
  expect(columns(ROWS, Number.POSITIVE_INFINITY)).toBe(
    ["Name        Power  Last request", "vm0         on     Get Channel Info: 00h", "machine-07  off    -"].join("\n"),
  );
});

test("the widest cells wrap at words where the width is too small", () => {
  expect(columns(ROWS, 36)).toBe(
    [
      "Name        Power  Last request",
      "vm0         on     Get Channel Info:",
      "                   00h",
      "machine-07  off    -",
    ].join("\n"),
  );
});

test("columns for which there is no room continue below", () => {
  expect(columns(ROWS, 20)).toBe(
    [
      ...["Name        Power", "    Last request"],
      ...["vm0         on", "    Get Channel", "    Info: 00h"],
      ...["machine-07  off", "    -"],
    ].join("\n"),
  );
});

test("a word that is wider than the width stays whole", () => {
  expect(columns([["a", "unix:/run/a-long-path.sock", "b"]], 20)).toBe("a\n    unix:/run/a-long-path.sock\n    b");
});

test("a table of an event log may have more cells than a call can have arguments", () => {
  const rows = Array.from({ length: 65_535 }, () => ["CPU1 Temp", "Upper Critical going high, 97 C"]);
  expect(columns(rows, Number.POSITIVE_INFINITY).split("\n")).toHaveLength(65_535);
});
