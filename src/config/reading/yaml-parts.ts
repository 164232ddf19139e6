/**
 * Composes a YAML document in parts, because yaml's composer makes a document in one go: collections within a long collection
 * are composed on their own, and then put in their places. Not for documents with anchors, aliases or tags, which reach from
 * one part into another.
 */
import { type CST, type Document, isMap, isSeq, type ParsedNode } from "yaml";
import type { Steps } from "../../turns/slices.ts";

type Collection = CST.BlockMap | CST.BlockSequence | CST.FlowCollection;
type Compose = (tokens: readonly CST.Token[]) => Document.Parsed[];

/** Number of values that are composed at once, in about a millisecond. */
const MAX_VALUES = 200;
/** Far more levels than settings have. A deeper text has a mistake. */
const MAX_LEVELS = 100;

/**
 * Composes the tokens of a text that ends at offset `end`. Returns undefined if the text has a mistake, which the whole
 * document tells best.
 */
export function* composedInParts(
  tokens: readonly CST.Token[],
  end: number,
  compose: Compose,
  level = 0,
): Steps<Document.Parsed[] | undefined> {
  if (level > MAX_LEVELS) return undefined;
  const parts = new Map<number, { readonly token: Collection; readonly end: number }>();
  const shells = tokens.map((token, at) => {
    if (token.type !== "document" || !isCollection(token.value) || !isLong(token.value)) return token;
    const ends = endsOfItems(token.value, token.end?.[0]?.offset ?? tokens[at + 1]?.offset ?? end);
    const items = token.value.items.map((item, index) => {
      if (!isCollection(item.value) || item.value.items.length === 0) return item;
      const part = { token: item.value, end: ends[index] ?? end };
      parts.set(part.token.offset, part);
      return { ...item, value: shortened(part.token, part.end) };
    });
    return { ...token, value: { ...token.value, items } as Collection };
  });
  const documents = compose(shells);
  yield;
  const [document] = documents;
  if (!document || document.errors.length + document.warnings.length > 0) return undefined;
  for (const place of placesIn(document.contents)) {
    const part = parts.get(place.node?.range?.[0] ?? -1);
    if (!part) continue;
    const alone: CST.Document = { type: "document", offset: part.token.offset, start: [], value: part.token };
    const [composed] = (yield* composedInParts([alone], part.end, compose, level + 1)) ?? [];
    if (!composed) return undefined;
    place.put(composed.contents);
  }
  return documents;
}

function isCollection(token: CST.Token | null | undefined): token is Collection {
  return token?.type === "block-map" || token?.type === "block-seq" || token?.type === "flow-collection";
}

/** Whether a collection has more values than are composed at once. It may have many levels. */
function isLong(collection: Collection): boolean {
  const open = [collection];
  let values = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    values += next.items.length;
    if (values > MAX_VALUES) return true;
    for (const { value } of next.items) if (isCollection(value)) open.push(value);
  }
  return false;
}

/** Returns the offset at which each item ends: where the next one starts. */
function endsOfItems({ items }: Collection, end: number): number[] {
  const starts = items.map(({ start, key, sep, value }) => (start[0] ?? key ?? sep?.[0] ?? value)?.offset ?? end);
  return items.map((_, index) => starts[index + 1] ?? end);
}

/** Returns a collection of the same kind from the same offset to the same end, with hardly any content. */
function shortened(token: Collection, end: number): Collection {
  const { offset, indent } = token;
  if (token.type === "flow-collection") return { ...token, items: [] };
  const value: CST.FlowScalar = { type: "scalar", offset: end - 1, indent, source: "x" };
  if (token.type === "block-seq") {
    return { ...token, items: [{ start: [{ type: "seq-item-ind", offset, indent, source: "-" }], value }] };
  }
  const key: CST.FlowScalar = { type: "scalar", offset, indent, source: "x" };
  const sep: CST.SourceToken[] = [{ type: "map-value-ind", offset: offset + 1, indent, source: ":" }];
  return { ...token, items: [{ start: [], key, sep, value }] };
}

/** Returns the nodes of a collection, with a function that puts another one in the place of each. */
function placesIn(collection: ParsedNode | null) {
  if (isSeq<ParsedNode>(collection)) {
    return collection.items.map((node, at) => ({
      node,
      put: (other: ParsedNode | null) => void collection.items.splice(at, 1, other as ParsedNode),
    }));
  }
  if (!isMap<ParsedNode, ParsedNode | null>(collection)) return [];
  return collection.items.map((pair) => ({
    node: pair.value,
    put: (other: ParsedNode | null) => {
      pair.value = other;
    },
  }));
}
