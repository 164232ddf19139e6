import { journalEntry } from "../../observe/journal.ts";
import type { TraceEvent } from "../../observe/trace-event.ts";
import { type CallHandler, followMeant, machineOf, type StreamHandler } from "../handler.ts";

/** Events in one message: an exchange is two messages of 300 bytes at most, in hex, so these fit. */
const PAGE_SIZE = 100;

export const watch: StreamHandler<"watch"> = (daemon, given, sink) =>
  followMeant(daemon, given, sink, ({ trace }) => trace.listen((event) => sink.event(written(event))));

export const history: CallHandler<"history"> = (daemon, given) => {
  const { events, ...rest } = machineOf(daemon, given).trace.history(given.from, PAGE_SIZE);
  return { events: events.map(written), ...rest };
};

/** Serialized only when it is sent, so that a guest's answer goes first. */
export function written(event: TraceEvent) {
  return { ...event, toJSON: () => journalEntry(event) };
}
