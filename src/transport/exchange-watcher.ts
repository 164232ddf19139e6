/** Records an exchange in the trace and the log. */
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Answer } from "../ipmi/dispatch.ts";
import type { TraceFeed } from "../observe/trace.ts";
import type { AnswerWatcher } from "../replies/reply-queue.ts";
import { hex } from "../text/hex.ts";
import type { VmMessage } from "../wire/vm-message.ts";

export interface WatcherDeps {
  readonly owner: { readonly trace: TraceFeed; readonly clock: Clock };
  readonly peer: string;
  readonly log: Logger;
}

/** `startMs`: when the request was read, on the owner's clock. */
export function exchangeWatcher(
  { id, netFn, lun, cmd, data }: VmMessage,
  { completionCode, data: response, command, refusal }: Answer,
  startMs: number,
  { owner: { trace, clock }, peer, log }: WatcherDeps,
): AnswerWatcher {
  const exchange = trace.nextExchange();
  const latencyMs = () => clock.nowMs() - startMs;
  return {
    planned: (rules) => {
      const request = { exchange, id, netFn, lun, cmd, request: data };
      const what = { ...request, completionCode, response, command: command?.name, refusal, rules };
      trace.publish(peer, { kind: "exchange", ...what, latencyMs: latencyMs() });
      if (!log.isLevelEnabled("debug")) return;
      const hexes = { request: hex(data), response: hex(response), rules: rules.length > 0 ? rules : undefined };
      log.debug({ ...what, ...hexes }, "answered");
    },
    sent: (bytes) => trace.publish(peer, { kind: "sent", exchange, latencyMs: latencyMs(), bytes }),
  };
}
