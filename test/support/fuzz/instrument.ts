/**
 * Instruments the modules that a fuzzing target loads: every block of a function, a branch or a loop counts itself.
 * Line numbers stay as they are. V8's own coverage would do without this, but it takes a millisecond to read and cannot
 * stop a loop.
 */
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { parseAst } from "rolldown/parseAst";
import { newBlock } from "./coverage.ts";

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Literals of the instrumented modules: values that their code compares with. */
export const literals = new Set<string>();
const LONGEST_LITERAL = 40;

/** Instruments every module whose URL `covers`, from now on, in this thread. */
export function instrument(covers: (url: string) => boolean): void {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!covers(url) || loaded.source === undefined || loaded.source === null) return loaded;
      const text = Buffer.from(loaded.source as Uint8Array).toString("utf8");
      if (loaded.format === "module-typescript")
        return { ...loaded, format: "module", source: counting(stripTypeScriptTypes(text), "module") };
      if (loaded.format === "commonjs") return { ...loaded, source: counting(text, "commonjs") };
      return loaded;
    },
  });
}

/** Returns the text with counters in its blocks. */
export function counting(text: string, sourceType: "module" | "commonjs"): string {
  const inserted: { readonly at: number; readonly text: string; readonly closes: boolean }[] = [];
  const open = (at: number, what: string) => inserted.push({ at, text: what, closes: false });
  const close = (at: number, what: string) => inserted.push({ at, text: what, closes: true });
  const count = () => `__cover(${newBlock()})`;
  const inStatement = (node: Node | null | undefined) => {
    if (!node) return;
    if (node.type === "BlockStatement") open(node.start + 1, `${count()};`);
    else {
      open(node.start, `{${count()};`);
      close(node.end, "}");
    }
  };
  const inExpression = ({ start, end }: Node) => {
    open(start, `(${count()},`);
    close(end, ")");
  };
  const visitors: Readonly<Record<string, (node: Fields) => void>> = {
    FunctionDeclaration: ({ body }) => inStatement(body),
    FunctionExpression: ({ body }) => inStatement(body),
    ArrowFunctionExpression: ({ body }) =>
      body?.type === "BlockStatement" ? inStatement(body) : body && inExpression(body),
    IfStatement({ consequent, alternate }) {
      inStatement(consequent as Node);
      inStatement(alternate);
    },
    ForStatement: ({ body }) => inStatement(body),
    ForInStatement: ({ body }) => inStatement(body),
    ForOfStatement: ({ body }) => inStatement(body),
    WhileStatement: ({ body }) => inStatement(body),
    DoWhileStatement: ({ body }) => inStatement(body),
    CatchClause: ({ body }) => inStatement(body),
    SwitchCase({ consequent }) {
      const [first] = consequent as readonly Node[];
      if (first) open(first.start, `${count()};`);
    },
    ConditionalExpression({ consequent, alternate }) {
      inExpression(consequent as Node);
      if (alternate) inExpression(alternate);
    },
    LogicalExpression: ({ right }) => right && inExpression(right),
    Property({ key }) {
      if (key?.name !== undefined) literals.add(key.name);
    },
    Literal({ value }) {
      if (typeof value === "number" || (typeof value === "string" && value.length <= LONGEST_LITERAL))
        literals.add(String(value));
    },
  };
  walk(parseAst(text, { lang: "js", sourceType: sourceType === "module" ? "module" : "script" }), (node) =>
    visitors[node.type]?.(node),
  );
  return `const __cover = globalThis.__cover;${insert(text, inserted)}`;
}

interface Fields extends Node {
  readonly body?: Node | null;
  readonly consequent?: Node | readonly Node[];
  readonly alternate?: Node | null;
  readonly right?: Node;
  readonly value?: unknown;
  readonly key?: { readonly name?: string };
}

/** Outer nodes first. */
function walk(node: object, visit: (node: Fields) => void): void {
  if ("type" in node && typeof node.type === "string" && "start" in node) visit(node as Fields);
  for (const child of Object.values(node)) if (typeof child === "object" && child !== null) walk(child, visit);
}

/** At one place, what closes comes first, the innermost first; what opens follows, the outermost first. */
function insert(
  text: string,
  inserted: readonly { readonly at: number; readonly text: string; readonly closes: boolean }[],
) {
  const opening = inserted.filter(({ closes }) => !closes);
  const closing = inserted.filter(({ closes }) => closes).reverse();
  const all = [...closing, ...opening].toSorted((one, other) => one.at - other.at);
  let from = 0;
  let out = "";
  for (const { at, text: what } of all) {
    out += text.slice(from, at) + what;
    from = at;
  }
  return out + text.slice(from);
}
