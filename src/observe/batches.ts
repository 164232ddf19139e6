/** Events for somebody slow: gathered, and handed over in batches when the daemon has nothing else to do. */

/** Of one batch; what comes beyond is dropped and counted. */
export const MOST_EVENTS = 10_000;

/**
 * A listener that passes events on to `deliver`, with how many were dropped before them. `deliver` may give a promise:
 * until it is settled the next batch gathers.
 */
export function inBatches<Event>(
  deliver: (events: readonly Event[], dropped: number) => void | Promise<void>,
  mostEvents = MOST_EVENTS,
): (event: Event) => void {
  let gathered: Event[] = [];
  let dropped = 0;
  let waiting = false;

  const handOver = async () => {
    const events = gathered;
    const missing = dropped;
    gathered = [];
    dropped = 0;
    try {
      await deliver(events, missing);
    } finally {
      waiting = false;
      if (gathered.length > 0) schedule();
    }
  };
  const schedule = () => {
    if (waiting) return;
    waiting = true;
    setImmediate(() => void handOver());
  };

  return (event) => {
    if (gathered.length >= mostEvents) dropped++;
    else gathered.push(event);
    schedule();
  };
}
