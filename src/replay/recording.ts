/** What a journal has for a replay: the exchanges, and what the guest got for each. */

import type { ExchangeHappening, TraceEvent } from "../observe/trace.ts";
import { messagesIn } from "../wire/messages-in.ts";

/** An answer on the wire. */
export interface Reply {
  readonly id: number;
  /** Completion code and what follows. */
  readonly data: Uint8Array;
}

export type RecordedExchange = TraceEvent &
  ExchangeHappening & {
    /** What went out; undefined where a rule withheld the answer, or made no answer of it. */
    readonly reply: Reply | undefined;
    /** Since the exchange before it the guest's connection was another, or its machine was reset. */
    readonly isReconnected: boolean;
    readonly isReset: boolean;
  };

/** The exchanges in their order; an answer that went out late is theirs all the same. */
export async function recordingOf(events: AsyncIterable<TraceEvent>): Promise<readonly RecordedExchange[]> {
  const recording: (TraceEvent & ExchangeHappening & Pick<RecordedExchange, "isReconnected" | "isReset">)[] = [];
  const sent = new Map<string, Uint8Array>();
  let [isReconnected, isReset] = [false, false];
  for await (const event of events) {
    if (event.kind === "exchange") {
      recording.push({ ...event, isReconnected, isReset });
      [isReconnected, isReset] = [false, false];
    } else if (event.kind === "sent" && !sent.has(numberOf(event))) sent.set(numberOf(event), event.bytes);
    else if (event.kind === "machine reset") isReset = true;
    else if (event.kind === "disconnected") isReconnected ||= event.peer === recording.at(-1)?.peer;
  }
  return recording.map((exchange) => ({ ...exchange, reply: replyTo(exchange, sent.get(numberOf(exchange))) }));
}

function replyTo(exchange: ExchangeHappening, bytes: Uint8Array | undefined): Reply | undefined {
  const { id, netFn, cmd, completionCode, response, rules } = exchange;
  if (rules.length === 0) return { id, data: Uint8Array.of(completionCode, ...response) };
  const answers = bytes && messagesIn(bytes)?.filter((message) => message.netFn === netFn + 1 && message.cmd === cmd);
  return answers?.[0];
}

function numberOf({ machine, exchange }: { readonly machine: string; readonly exchange: number }): string {
  return `${exchange} ${machine}`;
}
