/** Parses a YAML document in steps: `yaml` reads some 100 KB a second on a slow machine. */
import { Composer, type Document, Lexer, type LineCounter, Parser, YAMLParseError } from "yaml";
import type { Steps } from "../../turns/slices.ts";

/** Parses as yaml's `parseDocument` does, which has no steps. */
export function* documentSteps(text: string, lineCounter: LineCounter): Steps<Document.Parsed> {
  const parser = new Parser(lineCounter.addNewLine);
  lineCounter.addNewLine(0);
  const tokens = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    yield;
  }
  tokens.push(...parser.end());
  const composer = new Composer({ lineCounter, prettyErrors: false });
  const [document, second] = composer.compose(tokens, true, text.length);
  if (!document) throw new Error("yaml made no document");
  if (second) {
    const { range } = second;
    document.errors.push(new YAMLParseError([range[0], range[1]], "MULTIPLE_DOCS", "several documents"));
  }
  return document;
}
