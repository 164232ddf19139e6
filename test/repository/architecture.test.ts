import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { breaches, readTable } from "../../scripts/lint/fence.ts";
import { circlesOf, importsIn, importsOf, roomOf } from "../../scripts/lint/import-graph.ts";

const SOURCES = join(import.meta.dirname, "../../src");
const PAGE = readFileSync(join(import.meta.dirname, "../../docs/architecture.md"), "utf8");

it("the sources import what the table in docs/architecture.md allows, and nothing else", () => {
  const files = globSync("**/*.ts", { cwd: SOURCES });
  const imports = importsIn(SOURCES);
  expect(imports.length).toBeGreaterThan(files.length);
  expect(breaches(imports, files, readTable(PAGE))).toEqual([]);
});

describe("a room", () => {
  it.each([
    ["bmc/sel.ts", "bmc/"],
    ["bmc/records/fru/areas.ts", "bmc/"],
    ["config/load.ts", "config/"],
    ["config/reading/tree.ts", "config/reading/"],
    ["machine.ts", "machine.ts"],
  ])("%s is in %s", (file, room) => expect(roomOf(file)).toBe(room));
});

describe("an import", () => {
  it("is a value, a type, a re-export, a side effect or a late import, on one line or several", () => {
    const source = [
      'import type { A } from "./a.ts";',
      "import {",
      "  b,",
      '} from "../b.ts";',
      'export { c } from "../wire/c.ts";',
      'import "./d.ts";',
      'const e = await import("./e.ts");',
      'import { z } from "zod";',
    ].join("\n");
    expect(importsOf("bmc/x.ts", source)).toEqual([
      { from: "bmc/x.ts", to: "bmc/a.ts", line: 1 },
      { from: "bmc/x.ts", to: "b.ts", line: 4 },
      { from: "bmc/x.ts", to: "wire/c.ts", line: 5 },
      { from: "bmc/x.ts", to: "bmc/d.ts", line: 6 },
      { from: "bmc/x.ts", to: "bmc/e.ts", line: 7 },
    ]);
  });
});

describe("the fence", () => {
  const table = readTable(
    "| folder or file | may import | because |\n|---|---|---|\n| `wire/` | | pure |\n| `ipmi/` | `wire/` | |\n",
  );
  const allowed = { from: "ipmi/b.ts", to: "wire/a.ts", line: 1 };
  const files = ["wire/a.ts", "ipmi/b.ts"];

  it("says nothing when imports and table are equal", () => expect(breaches([allowed], files, table)).toEqual([]));

  it("names the line of an import that the table does not have, in a nested file too", () => {
    const forbidden = { from: "wire/deep/a.ts", to: "ipmi/b.ts", line: 3 };
    expect(breaches([allowed, forbidden], files, table)).toEqual([
      "src/wire/deep/a.ts:3 imports src/ipmi/b.ts; wire/ may import nothing of ours (docs/architecture.md)",
    ]);
  });

  it("names a folder that has no row", () => {
    expect(breaches([allowed], [...files, "http/server.ts"], table)).toEqual([
      "http/ is not in the table of docs/architecture.md; add a row",
    ]);
  });

  it("names a row whose folder does not exist", () => {
    expect(breaches([allowed], files, new Map([...table, ["gone/", new Set<string>()]]))).toEqual([
      "docs/architecture.md names gone/, which does not exist",
    ]);
  });

  it("names an allowance that no import needs", () => {
    expect(breaches([], files, table)).toEqual([
      "docs/architecture.md lets ipmi/ import wire/, but no file does; take it out of the row",
    ]);
  });

  it("names the files of a circle, types included", () => {
    const circle = [
      { from: "wire/a.ts", to: "wire/b.ts", line: 1 },
      { from: "wire/b.ts", to: "wire/c.ts", line: 1 },
      { from: "wire/c.ts", to: "wire/a.ts", line: 1 },
      { from: "wire/d.ts", to: "wire/a.ts", line: 1 },
    ];
    expect(circlesOf(circle)).toEqual([["wire/a.ts", "wire/b.ts", "wire/c.ts"]]);
    expect(breaches([allowed, ...circle], files, table)).toEqual([
      "circle of imports: src/wire/a.ts, src/wire/b.ts, src/wire/c.ts",
    ]);
  });

  it("refuses a page without the table", () => {
    expect(() => readTable("# Architecture\n")).toThrow("docs/architecture.md has no table");
  });
});
