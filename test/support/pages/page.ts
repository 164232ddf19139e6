/** A page of docs/, as its tests read it. */
import { readFileSync } from "node:fs";

export function readPage(name: string): string {
  return readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8");
}

/** Texts of the code blocks in this language, in order. */
export function blocksOf(page: string, language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(([, text = ""]) => text);
}

/** Its "$ extern-bmc …" lines, in order, each with its arguments and its output. */
export function sessionOf(page: string) {
  return blocksOf(page, "console")
    .flatMap((text) => text.split(/^\$ extern-bmc /m).slice(1))
    .map((each) => {
      const [line = "", ...output] = each.trimEnd().split("\n");
      const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
      return { line, args, output: output.join("\n") };
    });
}

/** "`path`:" with a slash in the path, and the blocks that follow it; all may be indented, as in a list. */
const QUOTES = /^ *`(?<path>[\w.-]+\/[\w./-]+)`:\n(?<blocks>(?:\n *```\w+\n.*?^ *```\n)+)/gms;

/** Code of this repository that a page quotes: each block, and the file that it is from. */
export function quotesOf(page: string) {
  return [...page.matchAll(QUOTES)].flatMap(({ groups }) => {
    const path = groups?.["path"] ?? "";
    const source = readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
    const blocks = (groups?.["blocks"] ?? "").matchAll(/^( *)```\w+\n(.*?)^ *```$/gms);
    return [...blocks].map(([, indent = "", text = ""]) => {
      return { path, source, block: text.replaceAll(new RegExp(`^${indent}`, "gm"), "") };
    });
  });
}
