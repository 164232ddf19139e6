/** Records exchanges in the trace and the log. */
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Answer } from "../ipmi/dispatch.ts";
import type { TraceFeed } from "../observe/trace.ts";
import type { AnswerWatcher } from "../replies/reply-queue.ts";
import { hex } from "../text/hex.ts";
import type { VmMessage } from "../wire/vm-message.ts";

export interface ExchangeRecord {
  readonly trace: TraceFeed;
  readonly clock: Clock;
  readonly peer: string;
  readonly log: Logger;
}

/** Records an exchange, with the rules that apply. `startMs`: when the request was read. */
export function recordExchange(
  { id, netFn, lun, cmd, data: request }: VmMessage,
  { completionCode, data: response, command, refusal }: Answer,
  startMs: number,
  rules: readonly string[],
  { trace, clock, peer, log }: ExchangeRecord,
): number {
  const exchange = trace.nextExchange();
  trace.publish(peer, {
    kind: "exchange",
    exchange,
    id,
    netFn,
    lun,
    cmd,
    request,
    completionCode,
    response,
    command: command?.name,
    refusal,
    rules,
    latencyMs: clock.nowMs() - startMs,
  });
  if (log.isLevelEnabled("debug")) {
    const asked = { exchange, id, netFn, lun, cmd, request: hex(request) };
    const answered = { completionCode, response: hex(response), command: command?.name, refusal };
    log.debug({ ...asked, ...answered, rules: rules.length > 0 ? rules : undefined }, "answered");
  }
  return exchange;
}

/** Records an exchange to which rules may apply, and what goes out for it. */
export class ExchangeWatcher implements AnswerWatcher {
  readonly #request: VmMessage;
  readonly #answer: Answer;
  readonly #startMs: number;
  readonly #deps: ExchangeRecord;
  #exchange = 0;

  constructor(request: VmMessage, answer: Answer, startMs: number, deps: ExchangeRecord) {
    this.#request = request;
    this.#answer = answer;
    this.#startMs = startMs;
    this.#deps = deps;
  }

  planned(rules: readonly string[]): void {
    this.#exchange = recordExchange(this.#request, this.#answer, this.#startMs, rules, this.#deps);
  }

  sent(bytes: Uint8Array): void {
    const { trace, clock, peer } = this.#deps;
    const latencyMs = clock.nowMs() - this.#startMs;
    trace.publish(peer, { kind: "sent", exchange: this.#exchange, latencyMs, bytes });
  }
}
