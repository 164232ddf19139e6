/** Events for somebody slow: gathered, and handed over in batches when the daemon has nothing else to do. */

/** Of one batch; what comes beyond is dropped and counted. */
const MOST_EVENTS = 10_000;

export interface Batches<Event> {
  push(event: Event): void;
  /** Resolves when all that was pushed has been delivered. */
  flush(): Promise<void>;
}

/** `deliver` gets what gathered, and how many were dropped before it; until its promise is settled the next batch gathers. */
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
