/** A random walk: a random step up or down each time, within bounds. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { RandomWalkOptions } from "./options.ts";
import { type Signal, sampled } from "./signal.ts";

/** Resolution of a step. */
const GRAINS = 1_000_000;

export function randomWalk(options: RandomWalkOptions): Signal {
  const { everyMs } = options;
  let walker = new Walker(options);
  return sampled([{ everyMs, oneMs: 0 }], (ms) => {
    const steps = Math.round(ms / everyMs);
    if (steps < walker.steps) walker = new Walker(options);
    return walker.after(steps);
  });
}

class Walker {
  readonly #options: RandomWalkOptions;
  readonly #dice: ReturnType<typeof xoroshiro128plus>;
  #steps = 0;
  #value: number;

  constructor(options: RandomWalkOptions) {
    this.#options = options;
    this.#dice = xoroshiro128plus(options.seed);
    this.#value = options.start;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Returns the value after this many steps, which must not be fewer than before. */
  after(steps: number): number {
    for (; this.#steps < steps; this.#steps++) this.#step();
    return this.#value;
  }

  #step(): void {
    const { step, min, max } = this.#options;
    const wanted = this.#value + (uniformInt(this.#dice, -GRAINS, GRAINS) / GRAINS) * step;
    // Bounds reflect the value. If the reflection leaves the other bound, the value stops there.
    const turned = wanted > max ? 2 * max - wanted : wanted < min ? 2 * min - wanted : wanted;
    this.#value = Math.min(Math.max(turned, min), max);
  }
}
