/** The pictures of docs/screens/: each is on a page, and small, because the package has them. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const DOCS = join(import.meta.dirname, "../../docs");
const MAX_BYTES = 100 * 1024;

const pictures = readdirSync(join(DOCS, "screens"));
const pages = readdirSync(DOCS).filter((name) => name.endsWith(".md"));
const shown = pages.flatMap((name) => {
  return [...readFileSync(join(DOCS, name), "utf8").matchAll(/\]\(screens\/([\w.-]+)\)/g)].map(
    ([, picture]) => picture,
  );
});

it("pages show every picture, and no picture that is not there", () => {
  expect([...new Set(shown)].toSorted()).toEqual(pictures.toSorted());
});

it.each(pictures)("%s has few bytes", (name) => {
  expect(statSync(join(DOCS, "screens", name)).size).toBeLessThanOrEqual(MAX_BYTES);
});
