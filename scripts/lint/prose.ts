/** `npm run check`, prose: refuses texts that begin with a word that makes a reader decode the sentence. */
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

export interface Opener {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** "What goes may have what comes": a clause without a head. A noun or a verb in its place says who does what. */
const OPENERS =
  /^(?:What|Of|As|By(?! default)|Those|Who|Whoever|Whose|Nobody|Somebody|Whether (?:nobody|somebody))\b(?! \w+ing\b:)/;

/** Doc comments, the first line of a block of line comments, `@param name` and `@returns`, titles of tests. */
const CODE =
  /(?:\/\*\*[ \t]*(?:\n[ \t]*\* )?|(?<!\/\/[^\n]*\n[ \t]*)\/\/ |\* @(?:param \w+|returns) |\b(?:describe|it|test)(?:\.\w+)*(?:\([^)\n]*\))?\(\s*["`])(?:§[\w.–]+[.:,]? )*(?<text>[^\n]*)/g;

/** The first line of a paragraph or list item of a page. */
const PAGE = /(?<=^|\n\n|\n(?=[-*] ))(?:[-*] )?(?<text>[^\n]+)/g;

/** The test of this check quotes bad openers. */
const OWN_TEST = "test/repository/prose.test.ts:";

/** The texts in a source file that begin badly. */
export function openersInCode(source: string): readonly Opener[] {
  return openersBy(CODE, source);
}

/** The paragraphs of a Markdown page that begin badly; code blocks and tables are left out. */
export function openersInPage(page: string): readonly Opener[] {
  return openersBy(
    PAGE,
    page.replaceAll(/^```.*?^```/gms, (block) => block.replaceAll(/[^\n]/g, "")),
  );
}

function openersBy(pattern: RegExp, source: string): readonly Opener[] {
  return [...source.matchAll(pattern)].flatMap(({ 0: whole, index, groups }) => {
    const text = groups?.["text"] ?? "";
    const line = source.slice(0, index + whole.length - text.length).split("\n").length;
    return OPENERS.test(text) ? [{ line, text }] : [];
  });
}

/** Every bad opener under the repository's root, as "file:line: text". */
export function badOpeners(root: string): readonly string[] {
  const found = (pattern: string, openersIn: (text: string) => readonly Opener[]) =>
    globSync(pattern, { cwd: root })
      .sort()
      .flatMap((file) =>
        openersIn(readFileSync(resolve(root, file), "utf8")).map(({ line, text }) => `${file}:${line}: ${text}`),
      );
  return [
    ...found("{src,test,scripts,bench,bin,web}/**/*.{ts,tsx,js}", openersInCode).filter(
      (each) => !each.startsWith(OWN_TEST),
    ),
    ...found("{*.md,docs/**/*.md,config/**/*.md,bench/*.md,test/*.md}", openersInPage),
  ];
}

if (import.meta.main) {
  const openers = badOpeners(resolve(import.meta.dirname, "../.."));
  for (const opener of openers) console.error(opener);
  if (openers.length > 0) console.error("begin with a noun or a verb: who or what does it? (CONTRIBUTING.md, Style)");
  process.exitCode = openers.length > 0 ? 1 : 0;
}
