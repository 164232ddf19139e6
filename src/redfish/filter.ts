/**
 * The query parameter $filter (DSP0266 §7.3.4): comparisons of properties and values, joined by `not`, `and` and `or`, in
 * this order of precedence, and parentheses. A property that a member lacks is null.
 */
import { COMPARISONS, type Comparable, comparable } from "./filter-comparisons.ts";
import { FilterError, type Token, tokensOf } from "./filter-tokens.ts";
import { MAX_FILTER_DEPTH, MAX_FILTER_TOKENS } from "./limits.ts";
import { message } from "./messages.ts";
import { RedfishError } from "./redfish-error.ts";
import { isJson, type Json } from "./resource.ts";

export type Filter = (member: Json) => boolean;
type Operand = (member: Json) => Comparable;

/** Returns undefined without the parameter. @throws RedfishError 400 for an expression that is wrong */
export function filterIn(query: URLSearchParams): Filter | undefined {
  const text = query.get("$filter");
  if (text === null) return undefined;
  try {
    return new Parser(tokensOf(text, MAX_FILTER_TOKENS), text.length).whole();
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new RedfishError(400, [message("QueryParameterValueError", ["$filter"], error.message)]);
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #length: number;
  readonly #properties = new Map<string, Operand>();
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], length: number) {
    this.#tokens = tokens;
    this.#length = length;
  }

  whole(): Filter {
    const filter = this.#or();
    if (this.#next < this.#tokens.length) throw this.#error("and, or, or the end");
    return filter;
  }

  #or(): Filter {
    const any = [this.#and()];
    while (this.#takes("or")) any.push(this.#and());
    return (member) => any.some((each) => each(member));
  }

  #and(): Filter {
    const all = [this.#condition()];
    while (this.#takes("and")) all.push(this.#condition());
    return (member) => all.every((each) => each(member));
  }

  #condition(): Filter {
    if (this.#takes("not")) return this.#negated();
    if (this.#takes("(")) return this.#inParentheses();
    const left = this.#operand();
    const compare = this.#comparison();
    if (!compare) return truth(left);
    const right = this.#operand();
    return (member) => compare(left(member), right(member));
  }

  /** `not` binds more tightly than comparisons, so that one after it without parentheses is a mistake. */
  #negated(): Filter {
    const negated = this.#takes("(") ? this.#inParentheses() : truth(this.#operand());
    if (this.#comparison()) throw new FilterError(this.#placeOf(this.#next - 1), "parentheses around what not negates");
    return (member) => !negated(member);
  }

  #inParentheses(): Filter {
    this.#depth++;
    if (this.#depth > MAX_FILTER_DEPTH) throw this.#error(`at most ${MAX_FILTER_DEPTH} levels of parentheses`);
    const inside = this.#or();
    this.#depth--;
    if (!this.#takes(")")) throw this.#error("a closing parenthesis");
    return inside;
  }

  #operand(): Operand {
    const token = this.#tokens[this.#next];
    if (!token || token.kind === "mark") throw this.#error("a property or a value");
    this.#next++;
    if (token.kind === "path") return this.#propertyAt(token.keys);
    const literal = comparable(token.value);
    return () => literal;
  }

  /** Words with the same path have one operand, which looks at each member once. */
  #propertyAt(keys: readonly string[]): Operand {
    const path = keys.join("/");
    const operand = this.#properties.get(path) ?? propertyAt(keys);
    this.#properties.set(path, operand);
    return operand;
  }

  #comparison(): ((left: Comparable, right: Comparable) => boolean) | undefined {
    const token = this.#tokens[this.#next];
    const compare = token?.kind === "mark" ? COMPARISONS[token.text] : undefined;
    if (compare) this.#next++;
    return compare;
  }

  #takes(text: string): boolean {
    const token = this.#tokens[this.#next];
    const isThis = token?.kind === "mark" && token.text === text;
    if (isThis) this.#next++;
    return isThis;
  }

  #placeOf(index: number): number {
    return this.#tokens[index]?.place ?? this.#length + 1;
  }

  #error(expected: string): FilterError {
    return new FilterError(this.#placeOf(this.#next), expected);
  }
}

function truth(operand: Operand): Filter {
  return (member) => operand(member).value === true;
}

function propertyAt(keys: readonly string[]): Operand {
  let last: { readonly member: Json; readonly found: Comparable } | undefined;
  return (member) => {
    if (last?.member !== member) last = { member, found: comparable(valueAt(member, keys)) };
    return last.found;
  };
}

function valueAt(member: Json, keys: readonly string[]): unknown {
  let inside: unknown = member;
  for (const key of keys) {
    if (!isJson(inside) || !Object.hasOwn(inside, key)) return null;
    inside = inside[key];
  }
  return inside ?? null;
}
