/** The journal: one event a line, as JSON; bytes are hex. The first line says what the file is. */
import { hex } from "../text/hex.ts";
import { eventOf } from "./journal-event.ts";
import type { TraceEvent } from "./trace.ts";

const FORMAT = "extern-bmc journal";
/** Readers refuse what they do not know. */
const VERSION = 1;
export const JOURNAL_HEADER = `${JSON.stringify({ format: FORMAT, version: VERSION })}\n`;

/** Characters: far more than any event has. */
const LONGEST_LINE = 2 ** 20;

/** A line that is no event, and why. */
export class JournalError extends Error {
  override readonly name = "JournalError";
}

export function journalLine(event: TraceEvent): string {
  return `${JSON.stringify(journalEntry(event))}\n`;
}

/** The event with hex for bytes. */
export function journalEntry(event: TraceEvent): Readonly<Record<string, unknown>> {
  // Not with a replacer: a Buffer has turned itself into an object before that is called.
  const plain = Object.entries(event).map(([key, value]) => [key, value instanceof Uint8Array ? hex(value) : value]);
  return Object.fromEntries(plain);
}

/** Takes the text of a journal in whatever pieces it comes, and gives its events. */
export class JournalReader {
  readonly #name: string;
  #line = 0;
  #rest = "";

  /** `name` is what the file is called where it is no journal. */
  constructor(name: string) {
    this.#name = name;
  }

  /** @throws JournalError that names file and line */
  push(text: string): readonly TraceEvent[] {
    const lines = `${this.#rest}${text}`.split("\n");
    this.#rest = lines.pop() ?? "";
    const events = lines.flatMap((line) => this.#parse(line) ?? []);
    if (this.#rest.length > LONGEST_LINE) {
      this.end();
      throw new JournalError(`${this.#name}:${this.#line + 1}: a line of more than ${LONGEST_LINE} characters`);
    }
    return events;
  }

  /** A daemon that was killed leaves a last line without its end; but the first there must be. @throws JournalError */
  end(): void {
    if (this.#line === 0) this.#parse(this.#rest);
  }

  #parse(line: string): TraceEvent | undefined {
    this.#line++;
    try {
      if (this.#line > 1) return eventOf(JSON.parse(line));
      checkHeader(line);
    } catch (error) {
      throw new JournalError(`${this.#name}:${this.#line}: ${error instanceof Error ? error.message : error}`);
    }
    return undefined;
  }
}

/** The events of a journal. @throws JournalError that names file and line */
export function parseJournal(name: string, text: string): readonly TraceEvent[] {
  const reader = new JournalReader(name);
  const events = reader.push(text);
  reader.end();
  return events;
}

function checkHeader(line: string): void {
  if (`${line}\n` === JOURNAL_HEADER) return;
  const version = new RegExp(`^\\{"format":"${FORMAT}","version":(\\d+)[,}]`).exec(line)?.[1];
  if (version !== undefined && version !== `${VERSION}`) {
    throw new Error(`a journal of version ${version}, and this program reads version ${VERSION}`);
  }
  throw new Error(`no journal of version ${VERSION}; expected ${JOURNAL_HEADER.trimEnd()}`);
}
