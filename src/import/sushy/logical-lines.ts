/** Logical lines of a Python file: statements at the top level, each whole, without comments. */

export interface LogicalLine {
  /** Number of its first line, from 1. */
  readonly line: number;
  readonly text: string;
}

/** A string literal, with its prefix; one that is not closed ends with the line, or with the file. */
const STRING =
  /(?:"""(?:\\[\s\S]|[^\\])*?(?:"""|$)|'''(?:\\[\s\S]|[^\\])*?(?:'''|$)|"(?:\\[\s\S]|[^\\"\n])*"?|'(?:\\[\s\S]|[^\\'\n])*'?)/y;
const COMMENT = /#[^\n]*/y;
const JOINED = /\\\r?\n/y;

export function logicalLines(file: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let [line, first, depth, text] = [1, 1, 0, ""];
  const end = () => {
    if (text.trim() !== "") lines.push({ line: first, text: text.trimEnd() });
    text = "";
  };
  for (let at = 0; at < file.length; ) {
    if (text === "") first = line;
    const string = matchAt(STRING, file, at);
    const skipped = matchAt(COMMENT, file, at) ?? matchAt(JOINED, file, at);
    const piece = string ?? skipped ?? file.charAt(at);
    if ("([{".includes(piece)) depth++;
    if (")]}".includes(piece)) depth = Math.max(0, depth - 1);
    if (piece === "\n" && depth === 0) end();
    else text += skipped === undefined ? piece : " ";
    at += piece.length;
    line += piece.split("\n").length - 1;
  }
  end();
  return lines;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] || undefined;
}
