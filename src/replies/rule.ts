/**
 * A reply rule: its effects on an answer to QEMU, and the answers it applies to. Rules are plain data, from
 * the configuration or added and removed while the daemon runs.
 */

import type { RequestPattern } from "../ipmi/request-pattern.ts";
import type { LanFault } from "./lan-fault.ts";
import type { RedfishFault } from "./redfish-fault.ts";
import type { CountScope, TimeRule } from "./scope.ts";

/**
 * Conditions for the answers that a rule applies to. All given conditions must hold. An answer matches by its command and
 * data.
 */
export interface Scope extends CountScope {
  /** Only answers to this command. */
  readonly command?: { readonly netFn: number; readonly cmd: number } | undefined;
  /** Only answers to requests with this data. */
  readonly data?: RequestPattern | undefined;
  /** Only while the connection is younger than this, as with a BMC that is still booting. */
  readonly connectedLessThanMs?: number | undefined;
}

/**
 * The message id of the answer. "echo": that of its request. "swap": the ids 2n and 2n + 1 are exchanged. "stale": that
 * of the previous request. "random": any. A counter is the BMC's own, from `start` on.
 */
export type IdRule =
  | "echo"
  | "swap"
  | "stale"
  | "random"
  | { readonly fixed: number }
  | { readonly offset: number }
  | { readonly counter: { readonly start: number } };

/**
 * The bytes of the answer. "empty": a success without its data. `truncated`: cut to this number of bytes of body, with
 * a correct checksum. `tooLong`: this number of bytes added. `raw`: these bytes instead of the frame, unchanged.
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

/** Effects on the connection. `slow`: sends `bytes` at a time, once every `everyMs`. */
export type LinkRule =
  | { readonly disconnect: "before" | "middle" | "after" }
  | { readonly slow: { readonly bytes: number; readonly everyMs: number } };

export interface ReplyRule {
  /** Name in logs and for removal. */
  readonly name: string;
  readonly when: Scope;
  readonly id?: IdRule | undefined;
  readonly time?: TimeRule | undefined;
  readonly shape?: ShapeRule | undefined;
  /** "afterNext": the answer waits until the next one has been sent. */
  readonly order?: "afterNext" | undefined;
  readonly link?: LinkRule | undefined;
  /** "stuck": SMS_ATN stays set, regardless of the BMC's flags, while the rule exists. */
  readonly attention?: "stuck" | undefined;
}

export interface RepliesOptions {
  /** Seed of all random choices, so that equal runs send equal bytes. */
  readonly seed: number;
  /**
   * Limit of the deadline guard, which answers C3h to a request that a rule has left without an answer for this time.
   * Undefined turns the guard off, so that rules have their full effect. QEMU's own limit is 4,000 ms.
   */
  readonly deadlineMs?: number | undefined;
  readonly rules: readonly ReplyRule[];
  /** Faults of the LAN door. Defaults to none. */
  readonly lan?: readonly LanFault[] | undefined;
  /** Faults of the Redfish door. Defaults to none. */
  readonly redfish?: readonly RedfishFault[] | undefined;
}
