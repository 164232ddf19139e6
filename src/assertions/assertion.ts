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

/** Pattern of log-ins at a LAN door. An omitted field matches anything. */
export interface LogInPattern {
  readonly machine?: string | undefined;
  readonly user?: string | undefined;
  /** Highest privilege of the session, in small letters. */
  readonly privilege?: string | undefined;
  readonly suite?: number | undefined;
}

/** Pattern of refused log-ins. An omitted field matches anything. */
export interface RefusalPattern {
  readonly machine?: string | undefined;
  readonly user?: string | undefined;
  /** The message that was refused. */
  readonly step?: string | undefined;
  readonly status?: number | undefined;
}

/** Pattern of log-ins that their clients abandoned. An omitted field matches anything. */
export type AbandonmentPattern = Pick<LogInPattern, "machine" | "user">;

/** Pattern of frames and datagrams that were discarded. An omitted field matches anything. */
export interface DiscardPattern {
  readonly machine?: string | undefined;
  /** "lan": only datagrams at a LAN door. "system": only frames at a system interface. */
  readonly door?: DoorKind | undefined;
  readonly reason?: string | undefined;
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
  /** A number of discarded frames and datagrams. */
  | {
      readonly kind: "discarded";
      readonly what: DiscardPattern;
      readonly atLeast: number;
      readonly atMost?: number | undefined;
    }
  /** A number of log-ins, of refused ones, or of abandoned ones. */
  | {
      readonly kind: "loggedIn";
      readonly what: LogInPattern;
      readonly atLeast: number;
      readonly atMost?: number | undefined;
    }
  | {
      readonly kind: "logInRefused";
      readonly what: RefusalPattern;
      readonly atLeast: number;
      readonly atMost?: number | undefined;
    }
  | {
      readonly kind: "logInAbandoned";
      readonly what: AbandonmentPattern;
      readonly atLeast: number;
      readonly atMost?: number | undefined;
    }
  /** Least numbers of characters of serial over LAN. */
  | {
      readonly kind: "sol";
      readonly machine?: string | undefined;
      readonly sent: number;
      readonly received: number;
    };

export type AssertionOf<Kind extends Assertion["kind"]> = Extract<Assertion, { readonly kind: Kind }>;

/** Result of an assertion. `nearest` describes the closest match, to help find the cause. */
export interface Verdict {
  readonly assertion: string;
  readonly met: boolean;
  readonly nearest?: string;
}

export type Finding = Omit<Verdict, "assertion">;

/** Characters of serial over LAN that a machine's open sessions have carried: no event tells of them yet. */
export interface OpenSol {
  readonly machine: string;
  readonly sent: number;
  readonly received: number;
}

/** Takes events one by one, and returns a verdict at any time. */
export interface Judge {
  take(event: TraceEvent): void;
  verdict(open: readonly OpenSol[]): Verdict;
}
