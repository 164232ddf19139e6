import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const TOP = join(import.meta.dirname, "../..");

it("CONTRIBUTING.md says what is in every folder of src/", () => {
  const page = readFileSync(join(TOP, "CONTRIBUTING.md"), "utf8");
  const folders = globSync(["src/*/", "src/cli/*/", "src/config/*/"], { cwd: TOP, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${join(entry.parentPath, entry.name).slice(TOP.length + 1)}/`)
    .toSorted();
  expect(folders.length).toBeGreaterThan(20);
  expect(folders.filter((folder) => !page.includes(`\`${folder}\``))).toEqual(["src/cli/", "src/config/"]);
});
