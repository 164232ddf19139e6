import { journalEntry } from "../../observe/journal.ts";
import type { TraceEvent } from "../../observe/trace.ts";
import { type CallHandler, followMeant, machineOf, type StreamHandler } from "../handler.ts";

/** An exchange has two messages of some 300 bytes at most, in hex: these fit a message of the socket. */
const PAGE_SIZE = 100;

export const watch: StreamHandler<"watch"> = (daemon, given, sink) =>
  followMeant(daemon, given, sink, ({ trace }) => trace.listen((event) => sink.event(written(event))));

export const history: CallHandler<"history"> = (daemon, given) => {
  const { events, ...rest } = machineOf(daemon, given).trace.history(given.from, PAGE_SIZE);
  return { events: events.map(written), ...rest };
};

/** Written out when it is sent: what a guest waits for comes first. */
function written(event: TraceEvent) {
  return { ...event, toJSON: () => journalEntry(event) };
}
