/** Work that waits for turns of the event loop: one piece in each turn, in order, and doors are served in between. */

/** Time that a turn may take without a pause after it. */
export const LONG_TURN_MS = 2;

export class TurnQueue {
  #waiting: (() => void)[] = [];
  #scheduled = false;

  add(work: () => void): void {
    this.#waiting.push(work);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#next);
  }

  readonly #next = (): void => {
    const [work] = this.#waiting.splice(0, 1);
    const startMs = performance.now();
    try {
      work?.();
    } finally {
      this.#schedule(performance.now() - startMs);
    }
  };

  /** A turn that writes to a disk takes long; the pause after it leaves half of the time to everything else. */
  #schedule(tookMs: number): void {
    this.#scheduled = this.#waiting.length > 0;
    if (!this.#scheduled) return;
    if (tookMs > LONG_TURN_MS) setTimeout(this.#next, tookMs);
    else setImmediate(this.#next);
  }
}

/** Turns of all peers that sent more than one turn's work. */
export const peersTurns = new TurnQueue();
