/** Records an exchange in the trace and the log. */
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Answer } from "../ipmi/dispatch.ts";
import type { TraceFeed } from "../observe/trace.ts";
import type { AnswerWatcher } from "../replies/reply-queue.ts";
import { hex } from "../text/hex.ts";
import type { VmMessage } from "../wire/vm-message.ts";

export interface WatcherDeps {
  readonly trace: TraceFeed;
  readonly clock: Clock;
  readonly peer: string;
  readonly log: Logger;
}

export class ExchangeWatcher implements AnswerWatcher {
  readonly #request: VmMessage;
  readonly #answer: Answer;
  readonly #startMs: number;
  readonly #deps: WatcherDeps;
  readonly #exchange: number;

  /** `startMs`: when the request was read. */
  constructor(request: VmMessage, answer: Answer, startMs: number, deps: WatcherDeps) {
    this.#request = request;
    this.#answer = answer;
    this.#startMs = startMs;
    this.#deps = deps;
    this.#exchange = deps.trace.nextExchange();
  }

  planned(rules: readonly string[]): void {
    const { trace, peer, log } = this.#deps;
    const exchange = this.#exchange;
    const { id, netFn, lun, cmd, data: request } = this.#request;
    const { completionCode, data: response, command, refusal } = this.#answer;
    const asked = { exchange, id, netFn, lun, cmd };
    const latencyMs = this.#latencyMs();
    trace.publish(peer, {
      ...{ kind: "exchange", exchange, id, netFn, lun, cmd, request },
      ...{ completionCode, response, command: command?.name, refusal, rules, latencyMs },
    });
    if (!log.isLevelEnabled("debug")) return;
    const answered = { completionCode, response: hex(response), command: command?.name, refusal };
    log.debug(
      { ...asked, request: hex(request), ...answered, rules: rules.length > 0 ? rules : undefined },
      "answered",
    );
  }

  sent(bytes: Uint8Array): void {
    const { trace, peer } = this.#deps;
    trace.publish(peer, { kind: "sent", exchange: this.#exchange, latencyMs: this.#latencyMs(), bytes });
  }

  #latencyMs(): number {
    return this.#deps.clock.nowMs() - this.#startMs;
  }
}
