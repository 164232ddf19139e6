/** Parses a YAML document in steps: `yaml` reads some 100 KB a second on a slow machine. */
import { Composer, type CST, type Document, Lexer, type LineCounter, Parser, YAMLParseError } from "yaml";
import type { Steps } from "../../turns/slices.ts";
import { composedInParts } from "./yaml-parts.ts";

/** A lexeme that announces the text of a scalar. */
const SCALAR = "\x1f";

/** Parses as yaml's `parseDocument` does, which has no steps. */
export function* documentSteps(text: string, lineCounter: LineCounter): Steps<Document.Parsed> {
  const parser = new Parser(lineCounter.addNewLine);
  lineCounter.addNewLine(0);
  const tokens: CST.Token[] = [];
  let hasReferences = false;
  let before = "";
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    // An anchor, an alias, a tag or a directive.
    hasReferences ||= /^[&*!%]/.test(lexeme) && before !== SCALAR;
    before = lexeme;
    yield;
  }
  tokens.push(...parser.end());
  const composed = (all: readonly CST.Token[]) => {
    return [...new Composer({ lineCounter, prettyErrors: false }).compose(all, true, text.length)];
  };
  const inParts = hasReferences ? undefined : yield* composedInParts(tokens, text.length, composed);
  const [document, second] = inParts ?? composed(tokens);
  if (!document) throw new Error("yaml made no document");
  if (second) {
    const { range } = second;
    document.errors.push(new YAMLParseError([range[0], range[1]], "MULTIPLE_DOCS", "several documents"));
  }
  return document;
}
