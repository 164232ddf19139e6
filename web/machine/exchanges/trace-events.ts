/** Events of the door, as the view keeps and filters them. */
import { hexByte, millis } from "../../words/format.ts";

/** An event as the stream has it; its fields depend on its kind. */
export type TraceEntry = Readonly<Record<string, unknown>> & {
  readonly kind: string;
  readonly epochMs: number;
  readonly peer: string;
};

/** An event with a number, which rows keep when older ones go. */
export interface Numbered {
  readonly number: number;
  readonly event: TraceEntry;
}

export const KINDS = ["all", "exchanges", "refused", "faults", "other"] as const;
export type Kind = (typeof KINDS)[number];

export interface Filter {
  readonly text: string;
  readonly kind: Kind;
}

const CHECKS: Readonly<Record<Kind, (event: TraceEntry) => boolean>> = {
  all: () => true,
  exchanges: ({ kind }) => kind === "exchange",
  refused: (event) =>
    (event.kind === "exchange" && event["completionCode"] !== 0) ||
    event.kind === "discarded" ||
    event.kind === "log-in refused" ||
    event.kind === "log-in abandoned",
  faults: (event) => event.kind === "sent" || rulesOf(event).length > 0,
  other: (event) => event.kind !== "exchange" && event.kind !== "sent" && rulesOf(event).length === 0,
};

/** Whether the view shows an event: it is of the kind, and has all words of the text. */
export function passes(event: TraceEntry, { text, kind }: Filter): boolean {
  if (!CHECKS[kind](event)) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const all = `${titleOf(event)} ${codesOf(event)} ${event.peer} ${wordsOf(event).request} ${wordsOf(event).response} ${summaryOf(event)} ${otherText(event)}`;
  return words.every((word) => all.toLowerCase().includes(word));
}

/** The command, or what else happened. */
export function titleOf(event: TraceEntry): string {
  if (event.kind !== "exchange") return event.kind;
  const { command } = event;
  return typeof command === "string" ? command : codesOf(event);
}

/** `06 01` */
export function codesOf({ netFn, cmd }: TraceEntry): string {
  return typeof netFn === "number" && typeof cmd === "number" ? `${hexByte(netFn)} ${hexByte(cmd)}` : "";
}

export interface InWords {
  readonly request: string;
  readonly completionCode: string;
  readonly response: string;
}

/** The decoded fields, or the bytes while there are none. */
export function wordsOf(event: TraceEntry): InWords {
  const { words, request, response, completionCode } = event;
  if (typeof words === "object" && words !== null) return words as InWords;
  return {
    request: spacedHex(request),
    completionCode: typeof completionCode === "number" ? hexByte(completionCode) : "",
    response: spacedHex(response),
  };
}

export function rulesOf({ rules }: TraceEntry): readonly string[] {
  return Array.isArray(rules) ? rules.map(String) : [];
}

export function spacedHex(hex: unknown): string {
  return typeof hex === "string" ? hex.replaceAll(/(..)(?=.)/g, "$1 ") : "";
}

export function latencyOf({ latencyMs }: TraceEntry): string {
  return typeof latencyMs === "number" ? millis(latencyMs) : "";
}

const SHOWN_ELSEWHERE = new Set(["kind", "epochMs", "machine", "peer", "latencyMs", "text"]);

/** Another event in a sentence, or its fields while it has none. */
export function summaryOf(event: TraceEntry): string {
  return typeof event["text"] === "string" ? event["text"] : otherText(event);
}

/** The refusal of an exchange; the fields of another event: `reason checksum, bytes 20 18`. */
export function otherText(event: TraceEntry): string {
  if (event.kind === "exchange") return typeof event["refusal"] === "string" ? event["refusal"] : "";
  return Object.entries(event)
    .filter(([name, value]) => !SHOWN_ELSEWHERE.has(name) && value !== undefined)
    .map(([name, value]) => `${name} ${name === "bytes" ? spacedHex(value) : String(value)}`)
    .join(", ");
}
