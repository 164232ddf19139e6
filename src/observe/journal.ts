/** The journal: one event a line, as JSON; bytes are hex. The first line says what the file is. */
import type { TraceEvent } from "./trace.ts";

/** Version 1. Readers refuse what they do not know. */
export const JOURNAL_HEADER = '{"format":"extern-bmc journal","version":1}\n';

/** A line that is no event, and why. */
export class JournalError extends Error {
  override readonly name = "JournalError";
}

const BYTES = new Set(["request", "response", "bytes"]);

export function journalLine(event: TraceEvent): string {
  return `${JSON.stringify(journalEntry(event))}\n`;
}

/** The event with hex for bytes. */
export function journalEntry(event: TraceEvent): Readonly<Record<string, unknown>> {
  // Not with a replacer: a Buffer has turned itself into an object before that is called.
  const plain = Object.entries(event).map(([key, value]) => [key, value instanceof Uint8Array ? toHex(value) : value]);
  return Object.fromEntries(plain);
}

/** The events of a journal. @throws JournalError that names file and line */
export function parseJournal(name: string, text: string): readonly TraceEvent[] {
  const [header = "", ...lines] = text.split("\n");
  if (`${header}\n` !== JOURNAL_HEADER) {
    throw new JournalError(`${name}:1: no journal of version 1; expected ${JOURNAL_HEADER.trimEnd()}`);
  }
  // A daemon that was killed leaves a last line without its end.
  const whole = lines.slice(0, -1);
  return whole.map((line, index) => parseLine(line, `${name}:${index + 2}`));
}

function parseLine(line: string, place: string): TraceEvent {
  try {
    return eventOf(JSON.parse(line));
  } catch (error) {
    throw new JournalError(`${place}: ${error instanceof Error ? error.message : error}`);
  }
}

/** What `journalEntry` gave. @throws SyntaxError when it is no event */
export function eventOf(entry: unknown): TraceEvent {
  if (typeof entry !== "object" || entry === null) throw new SyntaxError("expected an event, which is a JSON object");
  const entries = Object.entries(entry).map(([key, value]) => [key, BYTES.has(key) ? fromHex(value) : value]);
  const event: Readonly<Record<string, unknown>> = Object.fromEntries(entries);
  const problem = problemOf(event);
  if (problem !== undefined) throw new SyntaxError(problem);
  return event as unknown as TraceEvent;
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function fromHex(value: unknown): Uint8Array {
  if (typeof value === "string" && /^(?:[0-9a-f]{2})*$/.test(value)) return Uint8Array.from(Buffer.from(value, "hex"));
  throw new SyntaxError(`expected bytes in hex, got ${JSON.stringify(value)}`);
}

const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  exchange: ["exchange", "id", "netFn", "lun", "cmd", "completionCode", "latencyMs"],
  sent: ["exchange", "latencyMs"],
  capabilities: ["capabilities"],
  control: ["code"],
  discarded: [],
  missing: ["count"],
  qemu: [],
  connected: [],
  disconnected: [],
  "machine reset": [],
};
const HEX: Readonly<Record<string, readonly string[]>> = {
  exchange: ["request", "response"],
  sent: ["bytes"],
  discarded: ["bytes"],
};

function problemOf(event: Readonly<Record<string, unknown>>): string | undefined {
  const numbers = NUMBERS[String(event["kind"])];
  if (!numbers) return `kind is ${JSON.stringify(event["kind"])}; expected one of ${Object.keys(NUMBERS).join(", ")}`;
  const wrong =
    ["epochMs", ...numbers].find((key) => typeof event[key] !== "number") ??
    ["machine", "peer"].find((key) => typeof event[key] !== "string") ??
    (HEX[String(event["kind"])] ?? []).find((key) => !(event[key] instanceof Uint8Array)) ??
    (event["kind"] === "exchange" && !Array.isArray(event["rules"]) ? "rules" : undefined);
  return wrong && `${wrong} is missing, or of the wrong type, in an event of kind ${event["kind"]}`;
}
