/** The recording in a journal: the exchanges, each with the reply that the guest got. */

import type { ExchangeHappening, TraceEvent } from "../observe/trace-event.ts";
import { messagesIn } from "../wire/messages-in.ts";

/** A reply on the wire. */
export interface Reply {
  readonly id: number;
  /** Completion code and data. */
  readonly data: Uint8Array;
}

export type RecordedExchange = TraceEvent &
  ExchangeHappening & {
    /** The reply that was sent; undefined if a rule withheld the answer or damaged it beyond recognition. */
    readonly reply: Reply | undefined;
    /** Whether the guest reconnected or its machine was reset since the previous exchange. */
    readonly isReconnected: boolean;
    readonly isReset: boolean;
  };

/** Reads the exchanges with QEMU in order. A late answer is still assigned to its exchange. */
export async function recordingOf(events: AsyncIterable<TraceEvent>): Promise<readonly RecordedExchange[]> {
  const recording: (TraceEvent & ExchangeHappening & Pick<RecordedExchange, "isReconnected" | "isReset">)[] = [];
  const sent = new Map<string, Uint8Array>();
  let [isReconnected, isReset] = [false, false];
  for await (const event of events) {
    if (event.kind === "exchange") {
      if (event.channel !== undefined) continue;
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
