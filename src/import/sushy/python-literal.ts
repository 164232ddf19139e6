/** Literals of Python, read without running anything: text, numbers, True, False, None, lists, tuples, sets and dictionaries. */

/** Lists, tuples and sets are arrays. */
export type Literal = string | number | boolean | null | readonly Literal[] | ReadonlyMap<Literal, Literal>;

/** Deepest nesting. The emulator's own files have four. */
const MAX_DEEP = 32;

const TOKEN =
  /\s*(?:(?<open>[[({])|(?<close>[\])}])|(?<mark>[,:])|(?<string>[uUrR]?(?:"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\[\s\S]|[^\\"\n])*"|'(?:\\[\s\S]|[^\\'\n])*'))|(?<number>[-+]?(?:0[xX][\da-fA-F_]+|\d[\d_]*(?:\.\d*)?)(?![\w.]))|(?<word>True|False|None)\b)/y;
const CLOSING: Readonly<Record<string, string>> = { "[": "]", "(": ")", "{": "}" };
const WORDS: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ["True", true],
  ["False", false],
  ["None", null],
]);

interface Token {
  readonly kind: "open" | "close" | "mark" | "string" | "number" | "word";
  readonly text: string;
}

/** Returns the value of the literal; undefined if the text is anything else. */
export function readLiteral(text: string): Literal | undefined {
  const tokens = tokensOf(text);
  if (!tokens) return undefined;
  const reader = new Reader(tokens);
  const value = reader.value(0);
  return reader.isOver ? value : undefined;
}

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) {
    at = TOKEN.lastIndex;
    const [kind, token] = Object.entries(found.groups ?? {}).find(([, group]) => group !== undefined) ?? [];
    if (kind !== undefined && token !== undefined) tokens.push({ kind: kind as Token["kind"], text: token });
  }
  return text.slice(at).trim() === "" ? tokens : undefined;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isOver(): boolean {
    return this.#at === this.#tokens.length;
  }

  value(depth: number): Literal | undefined {
    const token = this.#take();
    if (!token || depth > MAX_DEEP) return undefined;
    switch (token.kind) {
      case "string":
        return this.#strings(token);
      case "number":
        return Number(token.text.replaceAll("_", ""));
      case "word":
        return WORDS.get(token.text);
      case "open":
        return this.#members(token.text, depth + 1);
      default:
        return undefined;
    }
  }

  /** Strings beside each other are one. */
  #strings(first: Token): string {
    let text = contentOf(first.text);
    while (this.#next?.kind === "string") text += contentOf(this.#take()?.text ?? "");
    return text;
  }

  #members(open: string, depth: number): Literal | undefined {
    const members: Literal[] = [];
    const pairs = new Map<Literal, Literal>();
    let isTuple = open !== "(";
    while (this.#next && this.#next.kind !== "close") {
      const member = this.value(depth);
      if (member === undefined) return undefined;
      if (open === "{" && this.#isMark(":")) {
        const value = this.value(depth);
        if (value === undefined) return undefined;
        pairs.set(member, value);
      } else members.push(member);
      if (!this.#isMark(",")) break;
      isTuple = true;
    }
    if (this.#take()?.text !== CLOSING[open] || (pairs.size > 0 && members.length > 0)) return undefined;
    if (open === "{" && members.length === 0) return pairs;
    return isTuple || members.length !== 1 ? members : members[0];
  }

  get #next(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #take(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  #isMark(mark: string): boolean {
    const isNext = this.#next?.kind === "mark" && this.#next.text === mark;
    if (isNext) this.#at++;
    return isNext;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };

function contentOf(literal: string): string {
  const [, prefix = "", quotes = "", content = ""] = /^([uUrR]?)("""|'''|"|')([\s\S]*)\2$/.exec(literal) ?? [];
  if (quotes === "" || prefix.toLowerCase() === "r") return content;
  return content.replaceAll(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|([\s\S]))/g, (whole, byte, unit, other) => {
    const code = byte ?? unit;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return ESCAPES[other] ?? (/["'\\]/.test(other) ? other : whole);
  });
}
