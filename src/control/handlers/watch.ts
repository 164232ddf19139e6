import { describeBriefly, type RawExchange } from "../../ipmi/describe.ts";
import type { Machine } from "../../machine.ts";
import { journalEntry } from "../../observe/journal.ts";
import type { TraceEvent } from "../../observe/trace-event.ts";
import { happeningText } from "../../observe/trace-event-text.ts";
import { type CallHandler, followMeant, machineOf, type StreamHandler } from "../handler.ts";

/** Events in one message: an exchange is two messages of 300 bytes at most, in hex, so these fit. */
const PAGE_SIZE = 100;

const watch: StreamHandler<"watch"> = (daemon, given, sink) =>
  followMeant(daemon, given, sink, (machine) => {
    const form = formOf(machine, given.decoded);
    return machine.trace.listen((event) => sink.event(form(event)));
  });

const history: CallHandler<"history"> = (daemon, given) => {
  const { trace, bmc } = machineOf(daemon, given);
  const { events, ...rest } = trace.history(given.from, PAGE_SIZE);
  return { events: events.map(written), ...rest, openSol: bmc.lan.solActivations.counts };
};

/** Returns the function that makes the form of events that a stream sends. */
export function formOf(machine: Machine, isDecoded: boolean): (event: TraceEvent) => ReturnType<typeof written> {
  return isDecoded ? (event) => decoded(machine, event) : written;
}

/** Adds the fields of an exchange's request and answer as text, by the machine's own commands, and a text to other events. */
function decoded(machine: Machine, event: TraceEvent) {
  return { ...event, toJSON: () => ({ ...journalEntry(event), ...textsOf(machine, event) }) };
}

function textsOf(machine: Machine, event: TraceEvent) {
  if (event.kind === "exchange") return wordsOf(machine, event);
  return event.kind === "sent" ? {} : { text: happeningText(event) };
}

function wordsOf({ table }: Machine, event: RawExchange) {
  const { request, completionCode, response } = describeBriefly(table, event);
  return { words: { request, completionCode, response } };
}

/** Serialized only when it is sent, so that a guest's answer goes first. */
export function written(event: TraceEvent) {
  return { ...event, toJSON: () => journalEntry(event) };
}

export const watchHandlers = {
  watch,
  history,
};
