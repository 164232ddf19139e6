/**
 * Corpora in the repository: a file per target, an input per line as JSON, in text or in hex. An input that once failed
 * says how.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bytesOf, type Target, textOf } from "./target.ts";

const DIRECTORY = join(import.meta.dirname, "../../fuzz/corpus");

export interface CorpusEntry {
  readonly input: Uint8Array;
  /** How it failed once. */
  readonly found?: string;
}

interface Line {
  readonly found?: string;
  readonly text?: string;
  readonly hex?: string;
}

export function corpusFile({ name }: Target): string {
  return join(DIRECTORY, `${name}.jsonl`);
}

export function readCorpus(target: Target): readonly CorpusEntry[] {
  return lines(corpusFile(target)).map(({ found, text, hex = "" }) => ({
    input: text === undefined ? Buffer.from(hex, "hex") : bytesOf(text),
    ...(found === undefined ? {} : { found }),
  }));
}

/** Writes a corpus: the inputs that failed first, then the shortest. */
export function writeCorpus(target: Target, entries: readonly CorpusEntry[]): void {
  const order = ({ found, input }: CorpusEntry) => (found === undefined ? input.length : -1);
  const unique = new Map(
    entries.toSorted((one, other) => order(one) - order(other)).map((each) => [idOf(each.input), each]),
  );
  const text = [...unique.values()].map((each) => `${JSON.stringify(lineOf(each, target))}\n`).join("");
  writeFileSync(corpusFile(target), text);
}

/** Identifies an input, for `--repeat`. */
export function idOf(input: Uint8Array): string {
  return createHash("sha256").update(input).digest("hex").slice(0, 12);
}

function lineOf({ found, input }: CorpusEntry, { form }: Target): Line {
  const content = form === "text" ? { text: textOf(input) } : { hex: Buffer.from(input).toString("hex") };
  return { ...(found === undefined ? {} : { found }), ...content };
}

function lines(file: string): readonly Line[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
