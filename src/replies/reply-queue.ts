/**
 * Answers on their way out on one connection: sent at once, later, after the next, in pieces or never, as the policy
 * planned; and the deadline guard, which sees to it that QEMU's own four seconds never run out unless its limit was
 * taken away. An answer that QEMU gives itself costs more than one that says "timeout" (C3h): at the message ids A0h
 * and A1h its own answer never reaches the guest.
 */

import { type Clock, EndingClock, type Timer } from "../clock.ts";
import { EMPTY_BYTES } from "../codec/empty-bytes.ts";
import { CompletionCode } from "../ipmi/completion-code.ts";
import { encodeMessage, type VmMessage } from "../wire/vm-message.ts";
import type { Claim, ReplyPlan, ReplyPolicy } from "./reply-policy.ts";
import type { AnswerMessage } from "./shape.ts";

/** The connection, as far as answers need it. */
export interface ReplySink {
  send(bytes: Uint8Array): void;
  /** Ends the connection once everything sent before is out. */
  disconnect(): void;
}

/** Wants to know what becomes of one answer. */
export interface AnswerWatcher {
  /** These rules have a say in it. */
  planned(rules: readonly string[]): void;
  /** Where there were any, or the guard stepped in: these bytes go out now. */
  sent(bytes: Uint8Array): void;
}

/** A request whose answer is still to come. */
interface Pending {
  readonly request: VmMessage;
  /** Control commands the request caused; they follow its answer, once. */
  after: Uint8Array;
  finished: boolean;
  readonly watcher: AnswerWatcher | undefined;
  guard?: Timer;
}

export class ReplyQueue {
  readonly #policy: ReplyPolicy;
  readonly #clock: EndingClock;
  readonly #sink: ReplySink;
  readonly #connectedAtMs: number;
  /** Answers that wait for the next one. */
  #held: (() => void)[] = [];
  /** What must wait until a frame that is sent in pieces is whole. */
  #behindPieces: Uint8Array[] | undefined;
  #previousId: number | undefined;
  #guarded = 0;
  #tooLate = 0;

  constructor(policy: ReplyPolicy, clock: Clock, sink: ReplySink) {
    this.#policy = policy;
    this.#clock = new EndingClock(clock);
    this.#sink = sink;
    this.#connectedAtMs = clock.nowMs();
  }

  /** Requests that the guard answered; answers that were ready only after that, and were dropped. */
  get counts(): { readonly guarded: number; readonly tooLate: number } {
    return { guarded: this.#guarded, tooLate: this.#tooLate };
  }

  /** Finds the rules that apply to a request: once, before it is answered. Undefined: the machine has no rules. */
  claim(request: VmMessage): Claim | undefined {
    const previousId = this.#previousId;
    this.#previousId = request.id;
    if (this.#policy.rules.length === 0) return undefined;
    return this.#policy.claim(request, { previousId, connectedMs: this.#clock.nowMs() - this.#connectedAtMs });
  }

  /** Sends an answer as the rules of its claim say, with `after` behind it. */
  submit(
    request: VmMessage,
    claim: Claim | undefined,
    answer: AnswerMessage,
    after: Uint8Array,
    watcher?: AnswerWatcher,
  ): void {
    if (!claim) {
      watcher?.planned([]);
      this.send(encodeMessage(answer));
      this.send(after);
      return;
    }
    const plan = this.#policy.plan(claim, request, answer);
    watcher?.planned(plan.rules);
    const pending: Pending = { request, after, finished: false, watcher: plan.rules.length > 0 ? watcher : undefined };
    const deliver = () => this.#deliver(plan, pending);
    if (plan.afterNext) this.#held.push(deliver);
    else if (plan.delayMs > 0) this.#clock.after(plan.delayMs, deliver);
    else deliver();
    const { deadlineMs } = this.#policy;
    if (!pending.finished && deadlineMs !== undefined) {
      pending.guard = this.#clock.after(deadlineMs, () => this.#giveUp(pending));
    }
  }

  /** Sends what is no answer, but not into the middle of one. */
  send(bytes: Uint8Array): void {
    if (this.#behindPieces) this.#behindPieces.push(bytes);
    else if (bytes.length > 0) this.#sink.send(bytes);
  }

  /** Forgets all that was still to be sent. */
  close(): void {
    this.#clock.end();
    this.#held = [];
  }

  #deliver({ bytes, link }: ReplyPlan, pending: Pending): void {
    if (pending.finished) {
      this.#tooLate++;
      return;
    }
    if (bytes === undefined) {
      this.#follow(pending);
      return;
    }
    this.#finish(pending);
    const disconnect = link && "disconnect" in link ? link.disconnect : undefined;
    const sent = disconnect === "middle" ? bytes.subarray(0, bytes.length >> 1) : bytes;
    if (disconnect !== "before") pending.watcher?.sent(sent);
    if (link && "slow" in link && !this.#behindPieces) {
      this.#sendInPieces(bytes, link.slow.bytes, link.slow.everyMs);
    } else if (disconnect !== "before") {
      this.send(sent);
    }
    if (disconnect) {
      this.#sink.disconnect();
      return;
    }
    this.#follow(pending);
    const held = this.#held;
    this.#held = [];
    for (const deliver of held) deliver();
  }

  #giveUp(pending: Pending): void {
    const { id, netFn, lun, cmd } = pending.request;
    this.#finish(pending);
    this.#guarded++;
    const bytes = encodeMessage({ id, netFn: netFn + 1, lun, cmd, data: Uint8Array.of(CompletionCode.Timeout) });
    pending.watcher?.sent(bytes);
    this.send(bytes);
    this.#follow(pending);
  }

  #follow(pending: Pending): void {
    this.send(pending.after);
    pending.after = EMPTY_BYTES;
  }

  #finish(pending: Pending): void {
    pending.finished = true;
    pending.guard?.cancel();
  }

  #sendInPieces(bytes: Uint8Array, size: number, everyMs: number): void {
    this.#sink.send(bytes.subarray(0, size));
    if (bytes.length <= size) {
      const behind = this.#behindPieces ?? [];
      this.#behindPieces = undefined;
      for (const frame of behind) this.send(frame);
      return;
    }
    this.#behindPieces ??= [];
    this.#clock.after(everyMs, () => this.#sendInPieces(bytes.subarray(size), size, everyMs));
  }
}
