/**
 * A reply rule: what happens to an answer on its way back to QEMU, and to which answers. Rules are plain data: from the
 * configuration, or added and taken away while the daemon runs.
 */

import type { RequestPattern } from "../ipmi/request-pattern.ts";

/** Which answers a rule is for. Every condition that is given must hold. */
export interface Scope {
  /** Only answers to this command. */
  readonly command?: { readonly netFn: number; readonly cmd: number } | undefined;
  /** Only answers to requests with this data. */
  readonly data?: RequestPattern | undefined;
  /** Only the nth answer of those that fit the command and the data, counted from 1. */
  readonly nth?: number | undefined;
  /** Only each nth of them: 3 is the third, the sixth, the ninth. Not together with `nth`. */
  readonly every?: number | undefined;
  /** Only so many answers, then never again. */
  readonly times?: number | undefined;
  /** 0 to 1: the share of answers it is for. */
  readonly probability?: number | undefined;
  /** Only while the connection is younger than this: a BMC that is still booting. */
  readonly connectedLessThanMs?: number | undefined;
}

/**
 * The message id of the answer. "echo": the request's own. "swap": the ids of each two neighbours, 2n and 2n + 1,
 * exchanged. "stale": that of the request before. "random": any. A counter is the BMC's own, from `start` on.
 */
export type IdRule =
  | "echo"
  | "swap"
  | "stale"
  | "random"
  | { readonly fixed: number }
  | { readonly offset: number }
  | { readonly counter: { readonly start: number } };

/** When it is sent. The jitter is added to the delay, 0 to `jitterMs`. */
export type TimeRule = "never" | { readonly delayMs: number; readonly jitterMs: number };

/**
 * What it looks like. "empty": a success without the data it should have. `truncated`: cut to so many bytes of body,
 * with a right checksum. `tooLong`: so many bytes added. `raw`: these bytes instead of the frame, as they are.
 * `completionCode`: the request is refused with this code, 01h to FFh, and not carried out.
 */
export type ShapeRule =
  | "duplicate"
  | "wrongNetFn"
  | "wrongCmd"
  | "empty"
  | "badChecksum"
  | { readonly completionCode: number }
  | { readonly truncated: number }
  | { readonly tooLong: number }
  | { readonly raw: Uint8Array };

/** What happens to the connection around it. `slow`: `bytes` at a time, one lot every `everyMs`. */
export type LinkRule =
  | { readonly disconnect: "before" | "middle" | "after" }
  | { readonly slow: { readonly bytes: number; readonly everyMs: number } };

export interface ReplyRule {
  /** What it is called in logs, and by who takes it away. */
  readonly name: string;
  readonly when: Scope;
  readonly id?: IdRule | undefined;
  readonly time?: TimeRule | undefined;
  readonly shape?: ShapeRule | undefined;
  /** The answer waits until the next one has been sent. */
  readonly order?: "afterNext" | undefined;
  readonly link?: LinkRule | undefined;
  /** SMS_ATN is set whatever the BMC's flags say, for as long as the rule stands. */
  readonly attention?: "stuck" | undefined;
}

export interface RepliesOptions {
  /** Everything left to chance comes from this number, so that equal runs send equal bytes. */
  readonly seed: number;
  /**
   * The deadline guard: a request that a rule keeps without an answer for this long is answered C3h. Undefined: never, so
   * rules do what they say. QEMU's own limit is 4,000 ms.
   */
  readonly deadlineMs?: number | undefined;
  readonly rules: readonly ReplyRule[];
}
