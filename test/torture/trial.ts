/** One kind of violence against the daemon, done many times, and what must hold afterwards. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export interface Trial {
  /** For `--only`. */
  readonly name: string;
  /** Name of the deed, with its object. */
  readonly deed: string;
  /** Condition that must be true afterwards. */
  readonly holds: string;
  /** Repetitions in a whole run, and in CI. */
  readonly times: { readonly whole: number; readonly short: number };
  run(times: number, tools: TrialTools): Promise<Outcome>;
}

export interface TrialTools {
  readonly dice: Dice;
  /** Exists, and is removed afterwards. */
  readonly directory: string;
  /** Called after each time. */
  done(): void;
}

export interface Outcome {
  /** Counts of what happened, such as answered changes. */
  readonly counts: Readonly<Record<string, number>>;
  /** Violations of that condition. */
  readonly findings: readonly string[];
  /** Why it could not run here. */
  readonly skipped?: string;
}

/** Random numbers that a seed decides. */
export class Dice {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  between(min: number, max: number): number {
    return uniformInt(this.#generator, min, max);
  }

  oneOf<T>(values: readonly [T, ...T[]]): T {
    return values[this.between(0, values.length - 1)] ?? values[0];
  }
}

export function skipped(reason: string): Outcome {
  return { counts: {}, findings: [], skipped: reason };
}
