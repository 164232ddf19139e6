/** A budget for each address: a number at once, then a number a second (a token bucket). */

interface Bucket {
  /** How much may still be done at once. */
  readonly left: number;
  readonly atMs: number;
}

export interface Budget {
  readonly aSecond: number;
  readonly atOnce: number;
  /** Addresses that are counted. */
  readonly addresses: number;
}

export class AddressBudget {
  readonly #budget: Budget;
  readonly #nowMs: () => number;
  /** The address that was silent longest is first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(budget: Budget, nowMs: () => number = () => performance.now()) {
    this.#budget = budget;
    this.#nowMs = nowMs;
  }

  /** Whether the address has something left. */
  has(address: string): boolean {
    return this.#left(address) >= 1;
  }

  /** Takes one. Returns false, and takes nothing, if none is left. */
  take(address: string): boolean {
    const left = this.#left(address);
    this.#buckets.delete(address);
    if (this.#buckets.size >= this.#budget.addresses) this.#forgetFirst();
    this.#buckets.set(address, { left: left < 1 ? left : left - 1, atMs: this.#nowMs() });
    return left >= 1;
  }

  #left(address: string): number {
    const { aSecond, atOnce } = this.#budget;
    const bucket = this.#buckets.get(address);
    if (!bucket) return atOnce;
    return Math.min(atOnce, bucket.left + ((this.#nowMs() - bucket.atMs) * aSecond) / 1000);
  }

  #forgetFirst(): void {
    const [first] = this.#buckets.keys();
    if (first !== undefined) this.#buckets.delete(first);
  }
}
