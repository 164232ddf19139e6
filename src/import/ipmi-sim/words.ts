/** Splits a file of OpenIPMI's ipmi_sim into lines of words: comments, continued lines, quotes, variables. */

export interface Line {
  readonly file: string;
  /** Number of its first line, from 1. */
  readonly line: number;
  readonly words: readonly string[];
}

/** Called with the problem of a line, which is then left out. */
export type Report = (line: number, problem: string) => void;

/** Returns the lines. `define` adds to `variables`, which are used as $NAME and carried from one file to the next. */
export function linesOf(file: string, text: string, variables: Map<string, string>, report: Report): readonly Line[] {
  const lines: Line[] = [];
  for (const { line, text: joined } of joinedLines(text)) {
    const words = wordsOf(joined, variables);
    if (typeof words === "string") report(line, words);
    else if (words[0] === "define" && words.length >= 3) variables.set(words[1] ?? "", words[2] ?? "");
    else if (words.length > 0) lines.push({ file, line, words });
  }
  return lines;
}

function joinedLines(text: string): readonly { readonly line: number; readonly text: string }[] {
  const joined: { line: number; text: string }[] = [];
  let open: { line: number; text: string } | undefined;
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const isComment = open === undefined && content.trimStart().startsWith("#");
    if (isComment) continue;
    const whole: { line: number; text: string } = {
      line: open?.line ?? index + 1,
      text: `${open?.text ?? ""}${content}`,
    };
    if (whole.text.endsWith("\\")) open = { ...whole, text: `${whole.text.slice(0, -1)} ` };
    else {
      joined.push(whole);
      open = undefined;
    }
  }
  return open ? [...joined, open] : joined;
}

/** A piece of a word: quoted, a variable, or plain. 'a is a character, 'a b' is text. */
const PIECE = /^(?:"([^"]*)"|'([^']*)'(?=\s|$)|\$([^\s"'$]+)|([^\s"$]+))/;

/** Returns the words, or a text with the problem. */
function wordsOf(text: string, variables: ReadonlyMap<string, string>): readonly string[] | string {
  const words: string[] = [];
  let rest = text.trim();
  while (rest !== "") {
    let word = "";
    while (rest !== "" && !/^\s/.test(rest)) {
      const [piece, quoted, single, variable, bare] = PIECE.exec(rest) ?? [];
      if (piece === undefined) return `an unterminated quote, or a $ without a name: ${rest}`;
      const value = variable === undefined ? undefined : variables.get(variable);
      if (variable !== undefined && value === undefined) return `variable $${variable} is not defined`;
      word += quoted ?? single ?? value ?? bare ?? "";
      rest = rest.slice(piece.length);
    }
    words.push(word);
    rest = rest.trimStart();
  }
  return words;
}
