/** Sections that runs write into a page. */
import { expect, it } from "vitest";
import { rowsOfSection, withSection } from "../support/reliability/sections.ts";

const PAGE = "# Page\n\n<!-- begin one -->\nold\n<!-- end one -->\n\n<!-- begin two -->\n2\n<!-- end two -->\n";

it("a section takes the place of the one with its name", () => {
  expect(withSection(PAGE, "one", "new: $1")).toBe(PAGE.replace("old", () => "new: $1"));
});

it("a section that the page does not have comes at its end", () => {
  expect(withSection("# Page\n", "one", "new")).toBe("# Page\n\n<!-- begin one -->\nnew\n<!-- end one -->\n");
});

it("the rows of a section's table are known by their first cell", () => {
  const section = "text\n\n| a | b |\n|---|---|\n| one | 1 |\n| two | 2,000 |";
  expect([...rowsOfSection("three", withSection(PAGE, "three", section))]).toEqual([
    ["one", ["one", "1"]],
    ["two", ["two", "2,000"]],
  ]);
});
