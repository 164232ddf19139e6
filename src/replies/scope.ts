/** Conditions and times that reply rules and LAN faults share. */

/** Conditions on the number of matches. */
export interface CountScope {
  /** Only the nth match, counted from 1. */
  readonly nth?: number | undefined;
  /** Only every nth of them: 3 means the third, the sixth, the ninth. Not together with `nth`. */
  readonly every?: number | undefined;
  /** Only this number of matches. */
  readonly times?: number | undefined;
  /** Only matches after this many. The others of these conditions count from there. */
  readonly after?: number | undefined;
  /** Probability, 0 to 1, that the rule applies to a match. */
  readonly probability?: number | undefined;
}

/** The time when the answer is sent. A random jitter of 0 to `jitterMs` is added to the delay. */
export type TimeRule = "never" | { readonly delayMs: number; readonly jitterMs: number };
