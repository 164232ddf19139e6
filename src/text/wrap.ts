/** Text in lines of a given width, broken at spaces. A word that is wider than a line stays whole. */
import { stripVTControlCharacters } from "node:util";

/** Number of columns that a text takes on a terminal, whatever its style. */
export function columnsOf(text: string): number {
  return stripVTControlCharacters(text).length;
}

/** A text with a style as a whole, such as `\x1b[31mred\x1b[39m`. */
const STYLED = /^(?<on>(?:\p{Cc}\[\d+m)*)(?<plain>\P{Cc}*)(?<off>(?:\p{Cc}\[\d+m)*)$/u;

/** Returns the lines of a text. Each line has the style of the text. */
export function wrapped(text: string, width: number): readonly string[] {
  if (columnsOf(text) <= width) return [text];
  const { on = "", plain = text, off = "" } = STYLED.exec(text)?.groups ?? {};
  const lines: string[] = [];
  for (const word of plain.split(/ +/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${on}${line}${off}`);
}

/** Puts a text behind a prefix; its further lines are indented to where it starts. */
export function hanging(prefix: string, text: string, width: number): string {
  const indent = columnsOf(prefix);
  return `${prefix}${wrapped(text, width - indent).join(`\n${" ".repeat(indent)}`)}`;
}

/** Shortens a text at a space, which an ellipsis marks. A text with no room at all becomes the ellipsis. */
export function shortened(text: string, width: number): string {
  if (text.length <= width) return text;
  const space = text.lastIndexOf(" ", Math.max(0, width - 1));
  return `${text.slice(0, Math.max(0, space > 0 ? space : width - 1))}…`;
}
