import { journalEntry } from "../../observe/journal.ts";
import { machineOf, type StreamHandler } from "../handler.ts";

export const watch: StreamHandler<"watch"> = (daemon, given, sink) => {
  const machines = given.machine === undefined ? daemon.machines : [machineOf(daemon, given)];
  const stops = machines.map(({ trace }) =>
    // Written out when it is sent: what a guest waits for comes first.
    trace.listen((event) => sink.event({ ...event, toJSON: () => journalEntry(event) })),
  );
  return () => {
    for (const stop of stops) stop();
  };
};
