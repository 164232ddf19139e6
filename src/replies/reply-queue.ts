/**
 * Outgoing answers of one connection. The policy plans whether an answer goes out at once, later, after the next one,
 * in pieces, or never. The deadline guard, if it has a limit, answers "timeout" (C3h) before QEMU's own four seconds
 * end: at the message ids A0h and A1h, QEMU's own answer never reaches the guest.
 */

import { type Clock, EndingClock, type Timer } from "../clock.ts";
import { EMPTY_BYTES } from "../codec/empty-bytes.ts";
import { CompletionCode } from "../ipmi/completion-code.ts";
import { encodeAnswer, type VmMessage } from "../wire/vm-message.ts";
import { PieceSender } from "./piece-sender.ts";
import type { Claim, ReplyPlan, ReplyPolicy } from "./reply-policy.ts";

/**
 * Most answers of a connection that wait: for their time, for the next answer, or for the deadline guard. Past it the
 * oldest is dropped and counted. QEMU has one request under way, and a message id cannot tell more apart.
 */
export const MAX_WAITING_ANSWERS = 256;

/** The part of a connection that answers use. */
export interface ReplySink {
  send(bytes: Uint8Array): void;
  /** Sends an answer to which no rule applies; `data` are the bytes after the completion code. */
  answer(request: VmMessage, completionCode: number, data: Uint8Array): void;
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

interface QueuedAnswer {
  readonly completionCode: number;
  /** The bytes after the completion code. */
  readonly data: Uint8Array;
}

/** A request without an answer so far. */
interface Pending {
  readonly request: VmMessage;
  readonly plan: ReplyPlan;
  /** Control commands that the request caused; they follow its answer, once. */
  after: Uint8Array;
  finished: boolean;
  readonly watcher: AnswerWatcher | undefined;
  delivery?: Timer | undefined;
  guard?: Timer | undefined;
}

export class ReplyQueue {
  readonly #policy: ReplyPolicy;
  readonly #clock: EndingClock;
  readonly #sink: ReplySink;
  readonly #pieces: PieceSender;
  readonly #connectedAtMs: number;
  /** Answers that wait, and requests that the guard watches, the oldest first. */
  readonly #waiting = new Set<Pending>();
  /** Waiting answers that are held back until the next one has gone out. */
  #held = new Set<Pending>();
  #previousId: number | undefined;
  #guarded = 0;
  #tooLate = 0;
  #dropped = 0;

  constructor(policy: ReplyPolicy, clock: Clock, sink: ReplySink) {
    this.#policy = policy;
    this.#clock = new EndingClock(clock);
    this.#sink = sink;
    this.#pieces = new PieceSender(this.#clock, (bytes) => sink.send(bytes));
    this.#connectedAtMs = clock.nowMs();
  }

  /**
   * Number of requests that the guard answered, of answers dropped because they came after the guard's, and of answers
   * dropped because too many waited.
   */
  get counts(): { readonly guarded: number; readonly tooLate: number; readonly dropped: number } {
    return { guarded: this.#guarded, tooLate: this.#tooLate, dropped: this.#dropped + this.#pieces.dropped };
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

  /** Sends an answer without a claim, followed by `after`. */
  answer(request: VmMessage, { completionCode, data }: QueuedAnswer, after: Uint8Array): void {
    if (this.#pieces.underWay) this.#pieces.send(encodeAnswer(request, completionCode, data), "answer");
    else this.#sink.answer(request, completionCode, data);
    this.send(after);
  }

  /** Sends an answer according to the rules of its claim, followed by `after`. */
  submit(
    request: VmMessage,
    claim: Claim,
    { completionCode, data }: QueuedAnswer,
    after: Uint8Array,
    watcher?: AnswerWatcher,
  ): void {
    const { id, netFn, lun, cmd } = request;
    const answer = { id, netFn: netFn + 1, lun, cmd, data: Uint8Array.of(completionCode, ...data) };
    const plan = this.#policy.plan(claim, request, answer);
    watcher?.planned(plan.rules);
    const observed = plan.rules.length > 0 ? watcher : undefined;
    const pending: Pending = { request, plan, after, finished: false, watcher: observed };
    if (plan.afterNext) this.#held.add(pending);
    else if (plan.delayMs > 0) pending.delivery = this.#clock.after(plan.delayMs, () => this.#deliver(pending));
    else this.#deliver(pending);
    const { deadlineMs } = this.#policy;
    if (!pending.finished && deadlineMs !== undefined) {
      pending.guard = this.#clock.after(deadlineMs, () => this.#giveUp(pending));
    }
    this.#keepWaiting(pending);
  }

  /** Sends bytes other than an answer, but not into the middle of one. */
  send(bytes: Uint8Array): void {
    this.#pieces.send(bytes, "control");
  }

  /** Drops everything that has not been sent. */
  close(): void {
    this.#clock.end();
    this.#waiting.clear();
    this.#held.clear();
    this.#pieces.close();
  }

  /** Remembers an answer while it waits, and drops the oldest if too many do. */
  #keepWaiting(pending: Pending): void {
    const waits = pending.delivery !== undefined || pending.guard !== undefined || this.#held.has(pending);
    if (!waits) {
      this.#waiting.delete(pending);
      return;
    }
    this.#waiting.add(pending);
    const [oldest] = this.#waiting;
    if (oldest && this.#waiting.size > MAX_WAITING_ANSWERS) this.#drop(oldest);
  }

  #drop(pending: Pending): void {
    pending.delivery?.cancel();
    pending.guard?.cancel();
    this.#held.delete(pending);
    this.#waiting.delete(pending);
    if (pending.finished) this.#tooLate++;
    else this.#dropped++;
    this.#follow(pending);
  }

  #deliver(pending: Pending): void {
    pending.delivery = undefined;
    this.#held.delete(pending);
    if (pending.finished) this.#tooLate++;
    else this.#answer(pending);
    this.#keepWaiting(pending);
  }

  #answer(pending: Pending): void {
    const { bytes, link } = pending.plan;
    if (bytes === undefined) {
      this.#follow(pending);
      return;
    }
    this.#finish(pending);
    const disconnect = link && "disconnect" in link ? link.disconnect : undefined;
    const sent = disconnect === "middle" ? bytes.subarray(0, bytes.length >> 1) : bytes;
    if (disconnect !== "before") {
      pending.watcher?.sent(sent);
      this.#pieces.send(sent, "answer", link && "slow" in link ? link.slow : undefined);
    }
    if (disconnect) {
      this.#sink.disconnect();
      return;
    }
    this.#follow(pending);
    const held = this.#held;
    this.#held = new Set();
    for (const each of held) this.#deliver(each);
  }

  #giveUp(pending: Pending): void {
    this.#finish(pending);
    this.#guarded++;
    const bytes = encodeAnswer(pending.request, CompletionCode.Timeout, EMPTY_BYTES);
    pending.watcher?.sent(bytes);
    this.#pieces.send(bytes, "answer");
    this.#follow(pending);
    this.#keepWaiting(pending);
  }

  #follow(pending: Pending): void {
    this.send(pending.after);
    pending.after = EMPTY_BYTES;
  }

  #finish(pending: Pending): void {
    pending.finished = true;
    pending.guard?.cancel();
    pending.guard = undefined;
  }
}
