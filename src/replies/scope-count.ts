/** Counts of a rule: how often it matched and applied, and the random generator that its choices come from. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { CountScope } from "./scope.ts";

const CHANCES = 2 ** 31;

export class ScopeCount {
  readonly #scope: CountScope;
  readonly #dice: ReturnType<typeof xoroshiro128plus>;
  #met = 0;
  #applied = 0;

  constructor(scope: CountScope, seed: number) {
    this.#scope = scope;
    this.#dice = xoroshiro128plus(seed);
  }

  /** Number of times that the rule applied. */
  get applied(): number {
    return this.#applied;
  }

  /** Counts a match. Returns whether the rule applies to it; `isAllowed` is a condition besides the counts. */
  takes(isAllowed = true): boolean {
    const { nth, every, times, after = 0, probability } = this.#scope;
    const met = ++this.#met - after;
    if (met < 1) return false;
    if (nth !== undefined && met !== nth) return false;
    if (every !== undefined && met % every !== 0) return false;
    if (times !== undefined && this.#applied >= times) return false;
    if (!isAllowed) return false;
    if (probability !== undefined && uniformInt(this.#dice, 0, CHANCES - 1) >= probability * CHANCES) return false;
    this.#applied++;
    return true;
  }

  /** Returns a random integer from 0 to `most`. */
  upTo(most: number): number {
    return uniformInt(this.#dice, 0, most);
  }
}
