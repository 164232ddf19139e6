/** CONTRIBUTING.md, Style: no file is longer than 300 lines. */
import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const ROOT = new URL("../../", import.meta.url);
const LONGEST = 300;
const FILES = "{src,scripts,bench,test,web}/**/*.{ts,tsx,js,sh,css}";
/** Written by `npm run generate`. */
const GENERATED = "src/config/schema/defaults.ts";

it(`has no file of more than ${LONGEST} lines`, () => {
  const files = globSync(FILES, { cwd: ROOT }).filter((file) => file !== GENERATED);
  expect(files.length).toBeGreaterThan(LONGEST);
  const lines = (file: string) => readFileSync(new URL(file, ROOT), "utf8").trimEnd().split("\n").length;
  expect(files.filter((file) => lines(file) > LONGEST)).toEqual([]);
});

it("has a report for qemu-devel that fits two pages of 60 lines, in the columns of a mail", () => {
  const lines = readFileSync(new URL("docs/report-qemu-devel.md", ROOT), "utf8").trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(120);
  expect(lines.filter((line) => line.length > 72)).toEqual([]);
});
