/** Links between the pages lead to files and headings that exist, and docs/README.md leads to every page. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../..");
const pages = globSync(["*.md", "docs/**/*.md", "config/**/*.md", "bench/**/*.md", "test/**/*.md"], { cwd: ROOT });

/** Relative ones, outside of code blocks. */
function linksOf(page: string): readonly string[] {
  const text = readFileSync(join(ROOT, page), "utf8").replaceAll(/^ *```.*?^ *```$/gms, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link).filter((link) => !/^\w+:/.test(link));
}

/** The anchor that GitHub gives a heading. */
function anchorsOf(file: string): readonly string[] {
  return [...readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function isBroken(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const file = path === "" ? join(ROOT, page) : join(ROOT, dirname(page), path);
  return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
}

test.each(pages)("the links of %s lead somewhere", (page) => {
  expect(linksOf(page).filter((link) => isBroken(page, link))).toEqual([]);
});

test("docs/README.md leads to every page", () => {
  const linked = new Set(linksOf("docs/README.md").map((link) => join("docs", link.replace(/#.*/, ""))));
  const missing = pages.filter((page) => page.startsWith("docs/") && page !== "docs/README.md" && !linked.has(page));
  expect(missing).toEqual([]);
});
