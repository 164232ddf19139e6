/** Writes settings as readable YAML. */
import { Document, type Node, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { isCommented, isHexNumber, type Settings } from "./settings.ts";

/** Longest mapping or list of plain values that is written on one line. */
const MAPPING_WIDTH = 90;
const LIST_WIDTH = 200;

/** Returns the YAML text. `head` has the lines of its first comment. */
export function writeYaml(settings: Settings, head: readonly string[]): string {
  const document = new Document<Node>();
  document.contents = nodeOf(settings);
  document.commentBefore = head.map((line) => ` ${line}`).join("\n");
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function nodeOf(value: unknown): Node {
  if (isCommented(value)) {
    const node = nodeOf(value.commented);
    if (node instanceof Scalar) node.comment = ` ${value.comment}`;
    else node.commentBefore = ` ${value.comment}`;
    return node;
  }
  if (isHexNumber(value)) {
    const node = new Scalar(value.hex);
    node.format = "HEX";
    return node;
  }
  if (Array.isArray(value)) {
    const list = new YAMLSeq<Node>();
    list.items = value.map(nodeOf);
    list.flow = fitsOnALine(value, LIST_WIDTH);
    return list;
  }
  if (typeof value !== "object" || value === null) return new Scalar(value);
  const map = new YAMLMap<Node, Node>();
  for (const [key, inner] of Object.entries(value)) {
    if (inner !== undefined) map.set(new Scalar(key), nodeOf(inner));
  }
  map.flow = fitsOnALine(Object.values(value), MAPPING_WIDTH) && JSON.stringify(value).length <= MAPPING_WIDTH;
  return map;
}

function fitsOnALine(values: readonly unknown[], width: number): boolean {
  const isPlain = (value: unknown) => isHexNumber(value) || typeof value !== "object" || value === null;
  return values.every(isPlain) && JSON.stringify(values).length <= width;
}
