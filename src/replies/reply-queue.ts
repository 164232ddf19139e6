/**
 * Outgoing answers of one connection. The policy plans whether an answer goes out at once, later, after the next one,
 * in pieces, or never. The deadline guard, if it has a limit, answers "timeout" (C3h) before QEMU's own four seconds
 * end: at the message ids A0h and A1h, QEMU's own answer never reaches the guest.
 */

import { type Clock, EndingClock, type Timer } from "../clock.ts";
import { EMPTY_BYTES } from "../codec/empty-bytes.ts";
import { CompletionCode } from "../ipmi/completion-code.ts";
import { encodeMessage, type VmMessage } from "../wire/vm-message.ts";
import type { Claim, ReplyPlan, ReplyPolicy } from "./reply-policy.ts";
import type { AnswerMessage } from "./shape.ts";

/** The part of a connection that answers use. */
export interface ReplySink {
  send(bytes: Uint8Array): void;
  /** Ends the connection after everything sent so far has gone out. */
  disconnect(): void;
}

/** Observer of one answer. */
export interface AnswerWatcher {
  /** Called with the rules that apply. */
  planned(rules: readonly string[]): void;
  /** Called when bytes go out, if rules apply or the guard answered. */
  sent(bytes: Uint8Array): void;
}

/** A request without an answer so far. */
interface Pending {
  readonly request: VmMessage;
  /** Control commands that the request caused; they follow its answer, once. */
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
  /** Answers held back until the next one has gone out. */
  #held: (() => void)[] = [];
  /** Bytes that wait for the end of a frame that is sent in pieces. */
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

  /** Number of requests that the guard answered, and of answers dropped because they came after the guard's. */
  get counts(): { readonly guarded: number; readonly tooLate: number } {
    return { guarded: this.#guarded, tooLate: this.#tooLate };
  }

  /**
   * Finds the rules that apply to a request, once, before its answer. Returns undefined if the machine has no rules.
   */
  claim(request: VmMessage): Claim | undefined {
    const previousId = this.#previousId;
    this.#previousId = request.id;
    if (this.#policy.rules.length === 0) return undefined;
    return this.#policy.claim(request, { previousId, connectedMs: this.#clock.nowMs() - this.#connectedAtMs });
  }

  /** Sends an answer according to the rules of its claim, followed by `after`. */
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

  /** Sends bytes other than an answer, but not into the middle of one. */
  send(bytes: Uint8Array): void {
    if (this.#behindPieces) this.#behindPieces.push(bytes);
    else if (bytes.length > 0) this.#sink.send(bytes);
  }

  /** Drops everything that has not been sent. */
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
