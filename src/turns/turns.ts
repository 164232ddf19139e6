/** Makes a queue for turns of the event loop: each caller gets its own, in order, and doors are served in between. */
export function turns(): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    // A setImmediate callback runs in the next turn.
    last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
    return last;
  };
}
