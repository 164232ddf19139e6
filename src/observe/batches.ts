/** Batches of events for a slow consumer, delivered when the daemon is idle. */

/** Most events of a batch; further ones are dropped and counted, except for each machine's reserve. */
export const MAX_EVENTS = 10_000;
/** Share of a batch that is each machine's own, so that a machine with many events leaves room for the others' few. */
export const RESERVED_SHARE = 0.01;

export interface Batches<Event> {
  push(event: Event): void;
  /** Resolves when all pushed events have been delivered. */
  flush(): Promise<void>;
}

/**
 * Calls `deliver` with the collected events and the number of dropped ones before them. Collects the next batch until
 * its promise settles.
 */
export function inBatches<Event>(
  deliver: (events: readonly Event[], dropped: number) => void | Promise<void>,
  mostEvents = MAX_EVENTS,
  machineOf: (event: Event) => string = () => "",
): Batches<Event> {
  const reserved = Math.ceil(mostEvents * RESERVED_SHARE);
  let gathered: Event[] = [];
  let dropped = 0;
  let delivering: Promise<void> | undefined;
  /** Gathered events by machine. */
  const counts = new Map<string, number>();

  const deliverAll = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    while (gathered.length > 0) {
      const events = gathered;
      const missing = dropped;
      gathered = [];
      dropped = 0;
      counts.clear();
      await deliver(events, missing);
    }
    delivering = undefined;
  };
  return {
    push(event) {
      const machine = machineOf(event);
      const count = counts.get(machine) ?? 0;
      if (gathered.length >= mostEvents && count >= reserved) dropped++;
      else {
        gathered.push(event);
        counts.set(machine, count + 1);
      }
      delivering ??= deliverAll();
    },
    flush: async () => delivering,
  };
}
