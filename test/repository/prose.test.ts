import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { badOpeners, openersInCode, openersInPage } from "../../scripts/lint/prose.ts";

it("no comment, title, description or page of the repository begins badly", () => {
  expect(badOpeners(join(import.meta.dirname, "../.."))).toEqual([]);
});

describe("an opener that makes a reader decode the sentence is found", () => {
  it.each([
    ["a doc comment on one line", "/** What a link does. */", 1],
    ["a doc comment on several lines", "\n/**\n * Of all doors the first.\n */", 3],
    ["behind the section", "/** §31.5 As the record says. */", 1],
    ["a line comment", "const a = 1;\n// By now it is over.\n", 2],
    ["a parameter", "/**\n * @param name what it is called\n * @param other Those that came\n */", 3],
    ["a title", 'it("Nobody waits", () => {});', 1],
    ["a title of a table", 'it.each([1])("Whoever asks", () => {});', 1],
    ["a setting's description", 'text().describe("What moves it")', 1],
  ])("%s", (_title, source, line) => {
    expect(openersInCode(source)).toEqual([expect.objectContaining({ line })]);
  });

  it("in a paragraph or a list item of a page", () => {
    const page = "# Title\n\nWhat it is for.\n\n- Of three\n- three\n\nAs `x`.\n";
    expect(openersInPage(page).map(({ line }) => line)).toEqual([3, 5, 8]);
  });
});

it("a paragraph behind a block of any length is read", () => {
  for (const block of ["a\n", "a\nb\n", "a\nb\nc\n"]) {
    expect(openersInPage(`\`\`\`yaml\n${block}\`\`\`\n\nWhat differs:\n`)).toEqual([
      expect.objectContaining({ text: "What differs:" }),
    ]);
  }
});

describe("these are fine", () => {
  it.each([
    ["a noun", "/** Timers that end() cancels. */"],
    ["a boolean", "/** Whether every door is open. */"],
    ["the second line of a comment", "// Empties QEMU's parser,\n// as it keeps one.\n"],
    ["a word that begins alike", "/** Offset of the first byte. */"],
    ["a default", "/** By default the clock's. */"],
    ["text in code", 'const text = "What now?";'],
  ])("%s", (_title, source) => expect(openersInCode(source)).toEqual([]));

  it("code in a page", () => expect(openersInPage("Text.\n\n```sh\n\nWhat now\n```\n")).toEqual([]));
});
