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
  const name = command?.name;
  const latencyMs = () => clock.nowMs() - startMs;
  return {
    planned(rules) {
      trace.publish(peer, {
        kind: "exchange",
        exchange,
        id,
        netFn,
        lun,
        cmd,
        request: data,
        completionCode,
        response,
        command: name,
        refusal,
        rules,
        latencyMs: latencyMs(),
      });
      if (!log.isLevelEnabled("debug")) return;
      const asked = { exchange, id, netFn, lun, cmd, request: hex(data) };
      const answered = { completionCode, response: hex(response), command: name, refusal };
      log.debug({ ...asked, ...answered, rules: rules.length > 0 ? rules : undefined }, "answered");
    },
    sent: (bytes) => trace.publish(peer, { kind: "sent", exchange, latencyMs: latencyMs(), bytes }),
  };
}
