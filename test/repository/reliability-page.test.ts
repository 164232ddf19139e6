/** docs/reliability.md shows the saved results of the torture run, and each trial has some. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { targetNames } from "../fuzz/targets/index.ts";
import { tortureSection } from "../torture/results.ts";
import { TRIALS } from "../torture/torture.ts";

const page = readFileSync(new URL("../../docs/reliability.md", import.meta.url), "utf8");

it("docs/reliability.md has the section that the saved results give", () => {
  expect(page).toContain(`<!-- begin torture -->\n${tortureSection()}\n<!-- end torture -->`);
});

it.each(TRIALS)("it has a row of $name", ({ name }) => {
  expect(page).toContain(`| ${name} |`);
});

it.each(targetNames)("it has a row of the fuzzed %s, with no find", (name) => {
  expect(page).toMatch(
    new RegExp(`^\\| ${name} \\| [^|]+ \\| [\\d,]+ \\| [\\d,]+ \\| 0 \\| \\d{4}-\\d\\d-\\d\\d, `, "m"),
  );
});
