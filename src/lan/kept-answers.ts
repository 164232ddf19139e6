/**
 * Answers that a session keeps for a while. A client repeats a request whose answer was lost; one that changes something
 * must not run again. The message is the same to the byte, under a new session sequence number.
 */
import type { Clock } from "../clock.ts";
import type { FollowUp } from "../ipmi/command.ts";
import { KEPT_ANSWERS, KEPT_MS } from "./limits.ts";

export interface KeptAnswer {
  readonly message: Uint8Array;
  readonly atMs: number;
  /** Absent while the answer has not left. */
  response?: Uint8Array;
  /** Messages that followed the answer: what bridged requests brought. */
  followUps: readonly FollowUp[];
}

export class KeptAnswers {
  readonly #clock: Clock;
  #kept: readonly KeptAnswer[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Finds the answer to a message that came before. */
  find(message: Uint8Array): KeptAnswer | undefined {
    const sinceMs = this.#clock.nowMs() - KEPT_MS;
    return this.#kept.find((kept) => kept.atMs > sinceMs && Buffer.compare(kept.message, message) === 0);
  }

  /** Makes room for the answer to a message. */
  keep(message: Uint8Array): KeptAnswer {
    const kept: KeptAnswer = { message: Uint8Array.from(message), atMs: this.#clock.nowMs(), followUps: [] };
    this.#kept = [...this.#kept.slice(1 - KEPT_ANSWERS), kept];
    return kept;
  }
}
