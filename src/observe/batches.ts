/** Batches of events for a slow consumer, delivered when the daemon is idle. */

/** Most events of a batch; further ones are dropped and counted. */
const MOST_EVENTS = 10_000;

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
  mostEvents = MOST_EVENTS,
): Batches<Event> {
  let gathered: Event[] = [];
  let dropped = 0;
  let delivering: Promise<void> | undefined;

  const deliverAll = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    while (gathered.length > 0) {
      const events = gathered;
      const missing = dropped;
      gathered = [];
      dropped = 0;
      await deliver(events, missing);
    }
    delivering = undefined;
  };
  return {
    push(event) {
      if (gathered.length >= mostEvents) dropped++;
      else gathered.push(event);
      delivering ??= deliverAll();
    },
    flush: async () => delivering,
  };
}
