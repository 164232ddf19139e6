/** Assertions about a run: stated before it, judged at its end. */
import type { DoorKind } from "../observe/door-kind.ts";
import type { TraceEvent } from "../observe/trace-event.ts";

/** Pattern of exchanges. An omitted field matches anything. */
export interface ExchangePattern {
  readonly machine?: string | undefined;
  readonly command?: { readonly netFn: number; readonly cmd: number; readonly name: string } | undefined;
  /** "lan": only through a LAN door. "system": only through a system interface. */
  readonly door?: DoorKind | undefined;
  /** First bytes of the request; null matches any byte. */
  readonly request?: readonly (number | null)[] | undefined;
  readonly completionCode?: number | undefined;
  /** True for any completion code other than 00h. */
  readonly refused?: boolean | undefined;
}

export type Assertion =
  /** A number of such exchanges, the first within a time that starts at the machine's first connection. */
  | {
      readonly kind: "seen";
      readonly what: ExchangePattern;
      readonly atLeast: number;
      readonly atMost?: number | undefined;
      readonly withinMs?: number | undefined;
    }
  | { readonly kind: "never"; readonly what: ExchangePattern }
  /** Exchanges in this order; others may come between them. */
  | { readonly kind: "order"; readonly what: readonly ExchangePattern[] }
  /** Limit of discarded frames. */
  | { readonly kind: "discarded"; readonly atMost: number };

/** Result of an assertion. `nearest` describes the closest match, to help find the cause. */
export interface Verdict {
  readonly assertion: string;
  readonly met: boolean;
  readonly nearest?: string;
}

/** Takes events one by one, and returns a verdict at any time. */
export interface Judge {
  take(event: TraceEvent): void;
  verdict(): Verdict;
}
