/** What a run must have shown to be a success: said beforehand, decided at its end. */
import type { TraceEvent } from "../observe/trace.ts";

/** Which exchanges are meant; what is left out may be anything. */
export interface ExchangePattern {
  readonly machine?: string | undefined;
  readonly command?: { readonly netFn: number; readonly cmd: number; readonly name: string } | undefined;
  /** Bytes the request begins with; null is any byte. */
  readonly request?: readonly (number | null)[] | undefined;
  readonly completionCode?: number | undefined;
  /** Any completion code but 00h. */
  readonly refused?: boolean | undefined;
}

export type Assertion =
  /** As many of these, the first of them in time: counted from the machine's first connection. */
  | {
      readonly kind: "seen";
      readonly what: ExchangePattern;
      readonly atLeast: number;
      readonly atMost?: number | undefined;
      readonly withinMs?: number | undefined;
    }
  | { readonly kind: "never"; readonly what: ExchangePattern }
  /** Each one after the one before it; others may come between. */
  | { readonly kind: "order"; readonly what: readonly ExchangePattern[] }
  /** Frames that meant nothing. */
  | { readonly kind: "discarded"; readonly atMost: number };

/** `nearest`: what came closest, for whoever has to find out why. */
export interface Verdict {
  readonly assertion: string;
  readonly met: boolean;
  readonly nearest?: string;
}

/** Takes events one after another, and can say at any moment how things stand. */
export interface Judge {
  take(event: TraceEvent): void;
  verdict(): Verdict;
}
