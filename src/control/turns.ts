/** Turns of the event loop: one for each who asks, in their order, and what comes at doors has its own in between. */
export function turns(): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    // What is asked for in a turn comes in the next.
    last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
    return last;
  };
}
