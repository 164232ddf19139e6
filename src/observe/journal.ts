/** The journal: one event per line, as JSON with bytes in hex. The first line identifies the format. */
import { hex } from "../text/hex.ts";
import { eventOf } from "./journal-event.ts";
import type { TraceEvent } from "./trace-event.ts";

const FORMAT = "extern-bmc journal";
/** Version of the format. Readers refuse unknown versions. */
const VERSION = 1;
export const JOURNAL_HEADER = `${JSON.stringify({ format: FORMAT, version: VERSION })}\n`;

/** Longest line in characters, far longer than any event. */
const LONGEST_LINE = 2 ** 20;

/** A line that is not an event, with the reason. */
export class JournalError extends Error {
  override readonly name = "JournalError";
}

export function journalLine(event: TraceEvent): string {
  return `${JSON.stringify(journalEntry(event))}\n`;
}

/** Returns the event with its bytes in hex. */
export function journalEntry(event: TraceEvent): Readonly<Record<string, unknown>> {
  // Not with a replacer: JSON.stringify converts a Buffer to an object before it calls one.
  const plain = Object.entries(event).map(([key, value]) => [key, value instanceof Uint8Array ? hex(value) : value]);
  return Object.fromEntries(plain);
}

/** Reads a journal's text, cut anywhere, and returns its events. */
export class JournalReader {
  readonly #name: string;
  #line = 0;
  #rest = "";

  /** `name` is the file's name in errors. */
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

  /**
   * Ends the text. A killed daemon leaves an incomplete last line, but the first line must exist. @throws JournalError
   */
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

/** Parses a whole journal. @throws JournalError that names file and line */
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
