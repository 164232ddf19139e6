/** Memory of all histories together, shared by the machines of the process. */
import { getHeapStatistics } from "node:v8";

/** Largest budget, bytes. */
export const MAX_BYTES = 64 * 2 ** 20;
/** Part of the heap's limit, which Node derives from the container's or the machine's memory. */
const SHARE_OF_HEAP = 1 / 8;

export class HistoryBudget {
  readonly #bytes: number;
  #members = 0;
  #used = 0;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  join(): void {
    this.#members++;
  }

  /** Takes a machine's events out, and the machine itself. */
  leave(bytes: number): void {
    this.#members--;
    this.#used -= bytes;
  }

  change(bytes: number): void {
    this.#used += bytes;
  }

  /**
   * Whether a machine whose events take that many bytes has to drop some: together they take too much, and it has more than
   * its equal share. Machines below their share never drop, so together they take at most twice the budget.
   */
  isOver(bytes: number): boolean {
    return this.#used > this.#bytes && bytes > this.#bytes / this.#members;
  }
}

/** The budget of this process. */
export const HISTORY_BUDGET = new HistoryBudget(
  Math.min(MAX_BYTES, getHeapStatistics().heap_size_limit * SHARE_OF_HEAP),
);
