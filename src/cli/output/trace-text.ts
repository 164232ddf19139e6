/** Events at a door as text for people, in full or a line each, or as JSON for programs: for `watch` and `decode`. */

import {
  completionCodeText,
  describeBriefly,
  describeExchange,
  type ExchangeInWords,
  fieldsOf,
} from "../../ipmi/describe.ts";
import { type CommandTable, commandFor } from "../../ipmi/dispatch.ts";
import { journalEntry } from "../../observe/journal.ts";
import type { ExchangeHappening, TraceEvent } from "../../observe/trace-event.ts";
import { happeningText } from "../../observe/trace-event-text.ts";
import { hexDigits, spacedHex } from "../../text/hex.ts";
import { columnsOf, shortened } from "../../text/wrap.ts";
import { messagesIn } from "../../wire/messages-in.ts";
import { controlName } from "../../wire/vm-control.ts";
import { screenWidth } from "./screen.ts";
import { bad, odd, strong } from "./style.ts";

type Exchange = TraceEvent & ExchangeHappening;

/** Returns a function that formats events, one or more lines each. Brief lines name the machine if there are several. */
export function traceText(
  table: CommandTable,
  { json, details }: { readonly json?: true; readonly details?: true },
  isSeveral: boolean,
): (event: TraceEvent) => string {
  if (json) return (event) => traceJson(table, event);
  if (details) return (event) => traceLines(table, event).join("\n");
  let first: string | undefined;
  let namesMachine = isSeveral;
  return (event) => {
    // Missing events may be those of any machine.
    if (event.kind !== "missing") first ??= event.machine;
    namesMachine ||= event.kind !== "missing" && event.machine !== first;
    return briefLines(table, event, { width: screenWidth(), namesMachine }).join("\n");
  };
}

/** Form of brief lines. */
interface BriefForm {
  readonly width: number;
  readonly namesMachine: boolean;
}

/** Formats an event as one line; fields of an exchange are shortened to the width. */
export function briefLines(table: CommandTable, told: TraceEvent, form: BriefForm): readonly string[] {
  const event = printable(told);
  const at = form.namesMachine ? `${timeOf(event)} ${event.machine}` : timeOf(event);
  return event.kind === "exchange" ? [briefExchange(table, event, at, form.width)] : otherLines(event, at, " ");
}

function briefExchange(table: CommandTable, event: Exchange, at: string, width: number): string {
  const words = describeBriefly(table, event);
  const name = `${strong(nameOf(event, words))}${lunOf(event)}`;
  const end = event.rules.length > 0 ? `id ${hexDigits(event.id)} ${rulesOf(event)}` : late(event.latencyMs);
  const line = (request: string, response: string) =>
    [at, name, request, "→", codeOf(event, words), response, end].filter((part) => part !== "").join(" ");
  const spare = width - columnsOf(line("", "")) - 2;
  const response = shortened(words.response, Math.max(spare - words.request.length, Math.floor(spare / 2)));
  return line(shortened(words.request, spare - response.length), response);
}

/** Formats an event as one line; an exchange as two: request (`>`) and answer (`<`). */
export function traceLines(table: CommandTable, told: TraceEvent): readonly string[] {
  const event = printable(told);
  const at = `${timeOf(event)} ${event.machine}`;
  if (event.kind !== "exchange") return otherLines(event, at, "  ");
  return exchangeLines(table, event).map((line) => `${at} ${line}`);
}

/** Formats an event that is no exchange. `gap` is the space before the sign of events that are no messages. */
function otherLines(event: Exclude<TraceEvent, Exchange>, at: string, gap: string): readonly string[] {
  switch (event.kind) {
    case "sent":
      return sentLines(event).map((line) => `${at} ${line} ${late(event.latencyMs)} #${event.exchange}`);
    case "control":
      return [`${at}${gap}-< ${controlName(event.code)}`];
    case "discarded":
    case "log-in refused":
    case "log-in abandoned":
    case "missing":
      return [`${at} ${bad("--")} ${happeningText(event)}`];
    default:
      return [`${at}${gap}-- ${happeningText(event)}`];
  }
}

/** Replaces control characters: an untrusted journal must not control the terminal. */
function printable(event: TraceEvent): TraceEvent {
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    return typeof value === "string" ? value.replaceAll(/\p{Cc}/gu, "\ufffd") : value;
  };
  return Object.fromEntries(Object.entries(event).map(([key, value]) => [key, clean(value)])) as TraceEvent;
}

/** Formats an event, with its decoded bytes, as one line of JSON. */
function traceJson(table: CommandTable, event: TraceEvent): string {
  if (event.kind !== "exchange") return JSON.stringify(journalEntry(event));
  const command = commandFor(table, event.netFn, event.cmd, event.request);
  const fields = {
    request: command && fieldsOf(command.request, event.request),
    response: command && event.completionCode === 0 ? fieldsOf(command.response, event.response) : undefined,
  };
  return JSON.stringify({
    ...journalEntry(event),
    completionCodeText: completionCodeText(event.completionCode),
    fields,
  });
}

function exchangeLines(table: CommandTable, event: Exchange): readonly string[] {
  const words = describeExchange(table, event);
  const name = nameOf(event, words);
  const end = event.rules.length > 0 ? rulesOf(event) : late(event.latencyMs);
  return [
    `${hexDigits(event.id)} > ${name}${lunOf(event)} ${words.request}`.trimEnd(),
    `${`${hexDigits(event.id)} < ${name} ${codeOf(event, words)} ${words.response}`.trimEnd()} ${end}`,
  ];
}

function timeOf({ epochMs }: TraceEvent): string {
  return new Date(epochMs).toISOString().slice(11, 23);
}

function nameOf({ command, netFn, cmd }: Exchange, words: ExchangeInWords): string {
  return command ?? words.command?.name ?? `${hexDigits(netFn)}/${hexDigits(cmd)}`;
}

function lunOf({ lun }: Exchange): string {
  return lun === 0 ? "" : ` LUN ${lun}`;
}

/** The completion code, and why it is no success. */
function codeOf({ completionCode, refusal }: Exchange, words: ExchangeInWords): string {
  const code = completionCode === 0 ? words.completionCode : bad(words.completionCode);
  return refusal === undefined ? code : `${code} (${refusal})`;
}

/** The rules that applied, and the number under which what they sent is shown. */
function rulesOf({ rules, exchange }: Exchange): string {
  return `${odd(`[${rules.join(", ")}]`)} #${exchange}`;
}

/** Formats what a rule sent, which may not be a message at all. */
function sentLines({ bytes }: Extract<TraceEvent, { readonly kind: "sent" }>): readonly string[] {
  const messages = messagesIn(bytes);
  if (!messages) return [`${odd("--")} < ${spacedHex(bytes)}`];
  return messages.map(
    ({ id, netFn, cmd, data }) => `${hexDigits(id)} < ${hexDigits(netFn)}/${hexDigits(cmd)} [${spacedHex(data)}]`,
  );
}

const late = (ms: number): string => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
