/** Events at a door as lines for people or JSON for programs, for `watch` and `decode`. */

import { completionCodeText, describeExchange, fieldsOf } from "../../ipmi/describe.ts";
import { type CommandTable, commandFor } from "../../ipmi/dispatch.ts";
import { journalEntry } from "../../observe/journal.ts";
import type { ExchangeHappening, TraceEvent } from "../../observe/trace.ts";
import { happeningText } from "../../observe/trace-event-text.ts";
import { hexDigits, spacedHex } from "../../text/hex.ts";
import { messagesIn } from "../../wire/messages-in.ts";
import { controlName } from "../../wire/vm-control.ts";
import { bad, odd } from "./style.ts";

type Exchange = TraceEvent & ExchangeHappening;

/** Formats an event as one line; an exchange as two: request (`>`) and answer (`<`). */
export function traceLines(table: CommandTable, told: TraceEvent): readonly string[] {
  const event = printable(told);
  const at = `${new Date(event.epochMs).toISOString().slice(11, 23)} ${event.machine}`;
  switch (event.kind) {
    case "exchange":
      return exchangeLines(table, event).map((line) => `${at} ${line}`);
    case "sent":
      return sentLines(event).map((line) => `${at} ${line} ${late(event.latencyMs)} #${event.exchange}`);
    case "control":
      return [`${at}  -< ${controlName(event.code)}`];
    case "discarded":
    case "missing":
      return [`${at} ${bad("--")} ${happeningText(event)}`];
    default:
      return [`${at}  -- ${happeningText(event)}`];
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
export function traceJson(table: CommandTable, event: TraceEvent): string {
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
  const name = event.command ?? words.command?.name ?? `${hexDigits(event.netFn)}/${hexDigits(event.cmd)}`;
  const lun = event.lun === 0 ? "" : ` LUN ${event.lun}`;
  const code = event.completionCode === 0 ? words.completionCode : bad(words.completionCode);
  const why = event.refusal === undefined ? "" : ` (${event.refusal})`;
  const rules = event.rules.length > 0 ? ` ${odd(`[${event.rules.join(", ")}]`)} #${event.exchange}` : "";
  const latency = event.rules.length > 0 ? "" : ` ${late(event.latencyMs)}`;
  return [
    `${hexDigits(event.id)} > ${name}${lun} ${words.request}`.trimEnd(),
    `${hexDigits(event.id)} < ${name} ${code}${why} ${words.response}`.trimEnd() + latency + rules,
  ];
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
