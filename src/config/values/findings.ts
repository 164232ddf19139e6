/** Problems and warnings found while a value is processed. Paths begin at that value. */
import type { z } from "zod";

export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly sentence: string;
}

export class Findings {
  readonly #context: z.RefinementCtx;
  readonly warnings: Finding[] = [];
  #problems = 0;

  constructor(context: z.RefinementCtx) {
    this.#context = context;
  }

  get hasProblems(): boolean {
    return this.#problems > 0;
  }

  /** Reports a mistake, with which the configuration cannot be used. */
  problem(path: readonly PropertyKey[], sentence: string): void {
    this.#problems++;
    this.#context.addIssue({ code: "custom", path: [...path], message: sentence, params: { sentence: true } });
  }

  /** Reports a value that works, but may not be what the user meant. */
  warning(path: readonly PropertyKey[], sentence: string): void {
    this.warnings.push({ path, sentence });
  }
}
