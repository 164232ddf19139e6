/** What is found wrong, or worth a word, while a value is worked out; paths begin at that value. */
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

  /** The configuration cannot be used. */
  problem(path: readonly PropertyKey[], sentence: string): void {
    this.#problems++;
    this.#context.addIssue({ code: "custom", path: [...path], message: sentence, params: { sentence: true } });
  }

  /** It can, and is perhaps not what was meant. */
  warning(path: readonly PropertyKey[], sentence: string): void {
    this.warnings.push({ path, sentence });
  }
}
