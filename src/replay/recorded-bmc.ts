/** A recorded BMC: it answers with the answers of a journal. */

import { type Clock, systemClock } from "../clock.ts";
import { EMPTY_BYTES } from "../codec/empty-bytes.ts";
import { CompletionCode } from "../ipmi/completion-code.ts";
import type { Answer, Request, UnsettledAnswer } from "../ipmi/dispatch.ts";
import { TraceFeed } from "../observe/trace.ts";
import { ReplyPolicy } from "../replies/reply-policy.ts";
import { hex } from "../text/hex.ts";
import type { LinkOwner, VmLink, Wires } from "../transport/vm-link.ts";
import type { RecordedExchange } from "./recording.ts";

/**
 * Gives the answers to equal requests in order, and repeats the last one. Answers C1h to a request not in the journal.
 */
export class RecordedBmc implements LinkOwner {
  readonly clock: Clock = systemClock;
  readonly replies = new ReplyPolicy({ seed: 0, deadlineMs: undefined, rules: [] });
  readonly trace: TraceFeed;
  readonly #answers: ReadonlyMap<string, RecordedExchange[]>;
  readonly #unknown: (request: Request) => void;

  /** Calls `unknown` with each request that the journal has no answer to. */
  constructor(name: string, recording: readonly RecordedExchange[], unknown: (request: Request) => void) {
    this.trace = new TraceFeed(name, () => systemClock.epochMs());
    this.#unknown = unknown;
    this.#answers = Map.groupBy(recording, (exchange) => keyOf(exchange, exchange.request));
  }

  wiresOf(): Wires {
    return { attention: false, interrupt: false, interruptEnabled: false };
  }

  readonly isStored = false;

  carryOut(request: Request): UnsettledAnswer {
    return { request, answer: this.#answerTo(request), unsaved: false };
  }

  settle<Unsettled>(unsettled: readonly Unsettled[]): readonly Unsettled[] {
    return unsettled;
  }

  #answerTo(request: Request): Answer {
    const answers = this.#answers.get(keyOf(request, request.data)) ?? [];
    const next = answers.length > 1 ? answers.shift() : answers[0];
    if (next) return { completionCode: next.completionCode, data: next.response };
    this.#unknown(request);
    return { completionCode: CompletionCode.InvalidCommand, data: EMPTY_BYTES };
  }

  linkReady(): void {}

  linkClosed(): void {}

  machineReset(_link: VmLink): void {}
}

function keyOf({ netFn, lun, cmd }: Pick<Request, "netFn" | "lun" | "cmd">, data: Uint8Array): string {
  return `${netFn}/${lun}/${cmd}/${hex(data)}`;
}
