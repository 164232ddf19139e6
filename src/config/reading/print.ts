/** Prints a merged configuration as YAML, with a comment on every setting that comes from elsewhere. */
import { Document, type Node, Scalar, YAMLMap, YAMLSeq } from "yaml";
import type { Mapping, Place, Tree } from "./tree.ts";

/**
 * Formats a machine as YAML.
 *
 * @param fileName the requested file; its own settings get no comment
 */
export function asYaml(machine: Mapping, fileName: string | undefined): string {
  const document = new Document<Node>();
  document.contents = nodeOf(document, machine, fileName);
  return document.toString({ lineWidth: 0 });
}

function nodeOf(document: Document<Node>, tree: Tree, from: string | undefined): Node {
  const sources = sourcesIn(tree);
  const [source] = sources;
  const foreign = sources.size === 1 && source !== from;
  const node = collectionOf(document, tree, foreign ? source : from);
  const place = foreign ? firstPlace(tree) : undefined;
  if (!place) return node;
  const comment = ` ${place.source.at(place.offset)}`;
  if (tree.kind === "scalar" || isFlow(tree)) node.comment = comment;
  else node.commentBefore = comment;
  return node;
}

function collectionOf(document: Document<Node>, tree: Tree, from: string | undefined): Node {
  if (tree.kind === "scalar") {
    const scalar = new Scalar(tree.value);
    if (tree.format !== undefined) scalar.format = tree.format;
    return scalar;
  }
  if (tree.kind === "list") {
    const list = new YAMLSeq<Node>();
    list.items = tree.items.map((item) => nodeOf(document, item, from));
    list.flow = isFlow(tree);
    return list;
  }
  const map = new YAMLMap<Node, Node>();
  for (const [key, { value }] of tree.entries) map.set(document.createNode(key), nodeOf(document, value, from));
  map.flow = isFlow(tree);
  return map;
}

/** Whether a value fits on one line, as lists of plain values do. */
function isFlow(tree: Tree): boolean {
  if (tree.kind === "mapping") return tree.entries.size === 0;
  return tree.kind === "list" && tree.items.every(({ kind }) => kind === "scalar");
}

/** Returns the names of the files, variables and flags that the value comes from. */
function sourcesIn(tree: Tree): ReadonlySet<string | undefined> {
  if (tree.kind === "scalar") return new Set([tree.place?.source.name]);
  const inner = tree.kind === "list" ? tree.items : [...tree.entries.values()].map(({ value }) => value);
  if (inner.length === 0) return new Set([tree.place?.source.name]);
  return new Set(inner.flatMap((each) => [...sourcesIn(each)]));
}

function firstPlace(tree: Tree): Place | undefined {
  if (tree.kind === "scalar") return tree.place;
  const [first] = tree.kind === "list" ? tree.items : [...tree.entries.values()].map(({ value }) => value);
  return tree.place ?? (first && firstPlace(first));
}
