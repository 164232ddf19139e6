/** Reads a YAML file into values that know their places. */
import { dirname } from "node:path";
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type YAMLError } from "yaml";
import { readRegularFile, unreadable } from "../../os/regular-file.ts";
import { inOneTurn, type Steps } from "../../turns/slices.ts";
import { ConfigError } from "./problem.ts";
import type { Entry, Mapping, Source, Tree } from "./tree.ts";
import { documentSteps } from "./yaml-document.ts";

const NO_SETTINGS = "the file has no settings; for the defaults alone write {}";

/**
 * Reads a file.
 *
 * @param ifEmpty the problem to report for an empty file
 * @throws ConfigError when the file does not exist or is not one YAML mapping
 */
export function readConfigFile(name: string, ifEmpty = NO_SETTINGS): Mapping {
  return inOneTurn(fileSteps(name, ifEmpty));
}

/** The steps of `readConfigFile`. A file whose text has not changed since it was read is not parsed again. */
export function* fileSteps(name: string, ifEmpty = NO_SETTINGS): Steps<Mapping> {
  const text = read(name);
  const before = parsed.get(name);
  if (before?.text === text) return before.mapping;
  const mapping = yield* parseSteps(name, text, ifEmpty);
  if (parsed.size >= MAX_KEPT) parsed.clear();
  parsed.set(name, { text, mapping });
  return mapping;
}

const parsed = new Map<string, { readonly text: string; readonly mapping: Mapping }>();
/** More files than a configuration usually extends. */
const MAX_KEPT = 32;

/** Parses a file's text. Throws ConfigError as `readConfigFile` does. */
export function parseConfig(name: string, text: string): Mapping {
  return inOneTurn(parseSteps(name, text, NO_SETTINGS));
}

function* parseSteps(name: string, text: string, ifEmpty: string): Steps<Mapping> {
  const lines = new LineCounter();
  const document = yield* documentOf(name, text, lines);
  const source: Source = {
    name,
    directory: dirname(name),
    at(offset) {
      if (offset < 0) return name;
      const { line, col } = lines.linePos(offset);
      return `${name}:${line}:${col}`;
    },
  };

  const root = document.contents;
  const flaws = [...document.errors, ...document.warnings];
  const causes = flaws
    .filter(({ message }) => BRACKET_IN_TEXT.test(message) || STACK_IS_FULL.test(message))
    .slice(0, 1);
  const told = causes.length > 0 ? causes : flaws;
  if ((told.length > 0 || !isMap(root)) && IPMI_SIM.test(text)) throw new ConfigError([`${name}: ${importIt(name)}`]);
  if (told.length > 0) throw new ConfigError(told.map((flaw) => `${source.at(flaw.pos[0])}: ${explain(flaw)}`));
  // A map may have a mapping as a key. An object cannot, and Node would warn of that.
  if (text.includes("*")) refuseEndlessAliases(name, () => document.toJS({ mapAsMap: true }));
  yield;
  if (root === null || (isScalar(root) && root.value === null)) throw new ConfigError([`${name}: ${ifEmpty}`]);
  if (!isMap(root)) {
    const at = source.at(root.range?.[0] ?? 0);
    throw new ConfigError([`${at}: the file is not a mapping; expected lines such as "name: bmc"`]);
  }

  // Alias.resolve() would search the whole document each time.
  const anchored = new Map<string, Tree>();
  let depth = 0;
  function* placed(node: Node | null): Steps<Tree> {
    if (isAlias(node)) return anchored.get(node.source) ?? (yield* placed(null));
    if (++depth > MAX_LEVELS) throw new ConfigError([`${source.at(node?.range?.[0] ?? -1)}: ${TOO_DEEP}`]);
    const tree = yield* unaliased(node);
    depth--;
    if (node && "anchor" in node && typeof node.anchor === "string") anchored.set(node.anchor, tree);
    return tree;
  }
  function* unaliased(node: Node | null): Steps<Tree> {
    const place = node?.range ? { source, offset: node.range[0] } : undefined;
    if (isSeq<Node>(node)) {
      const items: Tree[] = [];
      for (const item of node.items) items.push(yield* placed(item));
      return { kind: "list", items, place };
    }
    if (isScalar(node)) return { kind: "scalar", value: node.value, format: node.format, place };
    if (!isMap<Node, Node | null>(node)) return { kind: "scalar", value: null, place };
    const entries = new Map<string, Entry>();
    for (const { key, value } of node.items) {
      const keyPlace = key.range ? { source, offset: key.range[0] } : undefined;
      // The text of a mapping as a key doubles in length with each level.
      if (isMap(key) || isSeq(key)) throw new ConfigError([`${source.at(key.range?.[0] ?? -1)}: ${NO_KEY}`]);
      const name = isScalar(key) ? String(key.value ?? "") : String(key);
      entries.set(name, { keyPlace, value: yield* placed(value) });
    }
    yield;
    return { kind: "mapping", entries, place };
  }
  return { ...((yield* placed(root)) as Mapping), place: { source, offset: -1 } };
}

/** Far more than the settings have: nine. */
const MAX_LEVELS = 100;
const NO_KEY = "a mapping or a list as a key; expected a name (text with braces or brackets needs quotes)";
const TOO_DEEP = `nested too deep; expected up to ${MAX_LEVELS} levels`;

/** @throws ConfigError when the text is nested so deep that `yaml`, which recurses, cannot read it */
function* documentOf(name: string, text: string, lineCounter: LineCounter): Steps<Document.Parsed> {
  try {
    return yield* documentSteps(text, lineCounter);
  } catch (error) {
    if (error instanceof RangeError) throw new ConfigError([`${name}: ${TOO_DEEP}`]);
    throw error;
  }
}

/** Refuses aliases that expand without limit. `yaml` detects them and throws. */
function refuseEndlessAliases(name: string, toJS: () => unknown): void {
  try {
    toJS();
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new ConfigError([`${name}: ${error instanceof RangeError ? TOO_DEEP : reason}`]);
  }
}

/** Lines of ipmi_sim's lan.conf and of its command files. */
const IPMI_SIM =
  /^\s*(?:startlan|startcmd|set_working_mc|mc_setbmc|mc_add|main_sdr_add|loadlib|serial (?:kcs|bt|smic|ssif|\d))\b/m;

function importIt(name: string): string {
  const flags = name.endsWith(".emu") ? "--ipmi-sim LAN.CONF --emu" : "--ipmi-sim";
  return `a file of ipmi_sim, not YAML; extern-bmc import ${flags} ${name} -o bmc.yaml makes a configuration of it`;
}

/** The parser, which recurses, gave up; other errors in the file follow from it. */
const STACK_IS_FULL = /^Maximum call stack size exceeded/;

/** Errors that an unquoted vm[00-99] in {…} or […] causes; other errors in the file follow from it. */
const BRACKET_IN_TEXT = /^Unexpected flow-(?:seq|map)-start at node end|^Missing , or : between flow sequence items/;

function explain(flaw: YAMLError | Error): string {
  const code = "code" in flaw ? flaw.code : "";
  if (code === "DUPLICATE_KEY") return "this key is twice in one mapping; expected once";
  if (code === "MULTIPLE_DOCS") return "a second document starts here; expected one per file";
  if (BRACKET_IN_TEXT.test(flaw.message)) return "not YAML: a bracket inside text; put the text in quotes";
  if (STACK_IS_FULL.test(flaw.message)) return TOO_DEEP;
  return `not YAML: ${flaw.message}`;
}

function read(name: string): string {
  try {
    return readRegularFile(name).toString("utf8");
  } catch (error) {
    throw new ConfigError([`${name}: ${unreadable(error)}`]);
  }
}
