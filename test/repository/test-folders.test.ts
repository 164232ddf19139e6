/** test/README.md says where the test of a source file is: it names every folder that a reader must know. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, it } from "vitest";

const ROOT = new URL("../../", import.meta.url);
const PAGE = readFileSync(new URL("test/README.md", ROOT), "utf8");

/** "`support/bytes/`" or "`src/replay/`". */
const named = [...PAGE.matchAll(/`([\w/-]+)\/`/g)].map(([, folder = ""]) => folder);

/** The folders of the files that match, in this folder of the repository. */
const foldersOf = (pattern: string, cwd: string) => [
  ...new Set(globSync(pattern, { cwd: new URL(cwd, ROOT) }).map((file) => dirname(file))),
];
const firstOf = (folders: readonly string[]) => folders.map((folder) => folder.split("/")[0] ?? "");
const unnamed = (folders: readonly string[]) => folders.filter((folder) => !named.includes(folder));

const tested = foldersOf("**/*.test.ts", "test/");

it("names every folder of test/ and of test/support/", () => {
  expect(unnamed(firstOf(foldersOf("*/**/*.*", "test/").filter((folder) => !folder.startsWith("support"))))).toEqual(
    [],
  );
  expect(unnamed(foldersOf("support/*/*.*", "test/"))).toEqual([]);
});

it("names every folder of tests that is not a folder of src/", () => {
  const sources = foldersOf("**/*.ts", "src/");
  expect(unnamed(tested.filter((folder) => !sources.includes(folder)))).toEqual([]);
});

it("names every folder of src/ that has no folder of tests", () => {
  const without = firstOf(foldersOf("*/**/*.ts", "src/")).filter((folder) => !firstOf(tested).includes(folder));
  expect(unnamed(without.map((folder) => `src/${folder}`))).toEqual([]);
});

it("names only existing folders", () => {
  const exists = (folder: string) => ["", "test/"].some((start) => existsSync(new URL(start + folder, ROOT)));
  expect(named.filter((folder) => !exists(folder))).toEqual([]);
});
