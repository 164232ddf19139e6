/** Events that arrived before the loop over them was ready. */
export class EventQueue<Event> implements AsyncIterableIterator<Event> {
  readonly #left: () => void;
  #events: Event[] = [];
  #over: { readonly error?: Error } | undefined;
  #wake: () => void = () => {};

  /** `left` is called when the loop stops before the last event. */
  constructor(left: () => void) {
    this.#left = left;
  }

  push(event: Event): void {
    this.#events.push(event);
    this.#wake();
  }

  end(): void {
    this.#over ??= {};
    this.#wake();
  }

  fail(error: Error): void {
    this.#over ??= { error };
    this.#wake();
  }

  async next(): Promise<IteratorResult<Event>> {
    while (this.#events.length === 0 && !this.#over) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const [event] = this.#events.splice(0, 1);
    if (event !== undefined) return { done: false, value: event };
    if (this.#over?.error) throw this.#over.error;
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<Event>> {
    if (!this.#over) this.#left();
    this.end();
    this.#events = [];
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
