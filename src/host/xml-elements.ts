/**
 * The elements of an XML text, with their places in it, so that a change leaves the rest as it is. For XML that libvirt prints:
 * it reads no document type and expands no entity.
 */

/** Deepest nesting; libvirt's domains have eight levels, and metadata of other programs may have more. */
const MAX_DEEP = 100;

export interface XmlAttribute {
  readonly value: string;
  /** Place of the value, without its quotes. */
  readonly start: number;
  readonly end: number;
}

export interface XmlElement {
  /** Its own name after those of the elements around it: "domain/os/boot". */
  readonly path: string;
  readonly parent: XmlElement | undefined;
  readonly attributes: ReadonlyMap<string, XmlAttribute>;
  readonly start: number;
  /** End of the start tag. */
  readonly opened: number;
  /** Whether the start tag is the whole element. */
  readonly isEmpty: boolean;
  /** Start of the end tag, and the element's end. */
  closing: number;
  end: number;
}

const SKIPPED = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>/y;
const NAME = "[\\w:.-]+";
const START_TAG = new RegExp(`<(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`, "y");
const END_TAG = new RegExp(`</(${NAME})\\s*>`, "y");
const ATTRIBUTE = new RegExp(`(${NAME})\\s*=\\s*("[^"]*"|'[^']*')`, "g");

/** Returns all elements, each before those in it. @throws Error for a text that is not well-formed */
export function xmlElements(text: string): readonly XmlElement[] {
  const elements: XmlElement[] = [];
  const open: XmlElement[] = [];
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at)) {
    const skipped = matchAt(SKIPPED, text, at);
    const end = skipped ? undefined : matchAt(END_TAG, text, at);
    const start = skipped || end ? undefined : matchAt(START_TAG, text, at);
    const [whole] = skipped ?? end ?? start ?? [];
    if (whole === undefined) throw new Error(`it has no tag at character ${at}`);
    const parent = open.at(-1);
    if (start) {
      const element = opened(start, at, parent);
      elements.push(element);
      if (!element.isEmpty && open.push(element) > MAX_DEEP) throw new Error("it is nested too deeply");
    }
    if (end) {
      if (!parent || nameOf(parent) !== end[1]) throw new Error(`</${end[1]}> at character ${at} ends no element`);
      open.pop();
      parent.closing = at;
      parent.end = at + whole.length;
    }
    at += whole.length;
  }
  const [first] = open;
  if (first) throw new Error(`<${nameOf(first)}> is not closed`);
  return elements;
}

function nameOf({ path }: XmlElement): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function opened(
  [whole, name = "", attributes = "", empty]: RegExpExecArray,
  start: number,
  parent: XmlElement | undefined,
): XmlElement {
  const end = start + whole.length;
  return {
    path: parent ? `${parent.path}/${name}` : name,
    parent,
    attributes: attributesIn(attributes, start + 1 + name.length),
    start,
    opened: end,
    isEmpty: empty !== "",
    closing: end,
    end,
  };
}

function attributesIn(text: string, at: number): ReadonlyMap<string, XmlAttribute> {
  const attributes = new Map<string, XmlAttribute>();
  for (const { 0: whole, 1: name = "", 2: quoted = "", index } of text.matchAll(ATTRIBUTE)) {
    const end = at + index + whole.length - 1;
    attributes.set(name, { value: quoted.slice(1, -1), start: end - (quoted.length - 2), end });
  }
  return attributes;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
