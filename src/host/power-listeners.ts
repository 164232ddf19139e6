/** Listeners for changes of system power. */
export class PowerListeners {
  readonly #listeners = new Set<(on: boolean) => void>();
  #on = false;

  /** Returns a function that removes the listener. */
  add(listener: (on: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Power is on or off now, whether or not it was before. */
  is(on: boolean): void {
    if (this.#on === on) return;
    this.#on = on;
    for (const listener of this.#listeners) listener(on);
  }
}
