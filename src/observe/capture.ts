/** Events as blocks of a capture (pcapng): messages and datagrams as on the wire, other events as text. */

import { messagesIn } from "../wire/messages-in.ts";
import type { VmMessage } from "../wire/vm-message.ts";
import { datagramBlock } from "./exported-pdu.ts";
import { messageBlock, textBlock } from "./hpm2-block.ts";
import { interfaceBlock, LinkType, sectionHeader } from "./pcapng.ts";
import type { DatagramEvent, ExchangeHappening, TraceEvent } from "./trace-event.ts";
import { happeningText } from "./trace-event-text.ts";

/** Largest step back that is only rounding, because the clock has whole milliseconds. A larger one means it was set. */
const SAME_TIME_MS = 1;

export class Capture {
  readonly #application: string;
  /** Blocks of the interfaces by their key; the place of one is its number. */
  readonly #interfaces = new Map<string, Uint8Array>();
  #lastMs = 0;

  /** `application` is the name of the writing program. */
  constructor(application: string) {
    this.#application = application;
  }

  /** Returns the first bytes of a file. */
  header(): Uint8Array {
    return Buffer.concat([sectionHeader(this.#application), ...this.#interfaces.values()]);
  }

  /** Yields blocks. A new file may start before each of them, with the header at that moment. */
  *blocks(events: Iterable<TraceEvent | DatagramEvent>): Generator<Uint8Array> {
    for (const event of events) {
      const { machine } = event;
      const linkType = event.kind === "datagram" ? LinkType.WiresharkUpperPdu : LinkType.IpmiHpm2;
      const key = `${linkType} ${machine}`;
      if (!this.#interfaces.has(key)) {
        const block = interfaceBlock(linkType, machine);
        yield block;
        this.#interfaces.set(key, block);
      }
      yield Buffer.concat(this.#packets(event, [...this.#interfaces.keys()].indexOf(key)));
    }
  }

  #packets(event: TraceEvent | DatagramEvent, number: number): Uint8Array[] {
    if (event.kind === "datagram") {
      return [datagramBlock({ interface: number, epochMs: this.#timeOf(event.epochMs) }, event)];
    }
    if (event.kind === "exchange") return this.#exchange(event, number);
    const traced = { interface: number, epochMs: this.#timeOf(event.epochMs) };
    const messages = event.kind === "sent" ? messagesIn(event.bytes) : undefined;
    if (event.kind !== "sent" || !messages) return [textBlock(traced, happeningText(event))];
    const when = `${event.latencyMs.toFixed(1)} ms after request ${event.exchange}`;
    return messages.map((sent) =>
      messageBlock({
        ...{ ...traced, direction: "response", message: messageBytes(sent, sent.data) },
        comment: `id ${sent.id}, ${when}`,
      }),
    );
  }

  /** Blocks of an exchange. If reply rules applied, the reply that was sent comes as an event of its own. */
  #exchange(event: TraceEvent & ExchangeHappening, number: number): Uint8Array[] {
    const { id, netFn, latencyMs, rules, exchange, channel } = event;
    const comment = `id ${id}, request ${exchange}${rules.length > 0 ? `, rules ${rules.join(", ")}` : ""}`;
    const traced = { interface: number, comment, channel };
    const askedAtMs = this.#timeOf(event.epochMs - latencyMs, event.epochMs);
    const message = messageBytes(event, event.request);
    const request = messageBlock({ ...traced, epochMs: askedAtMs, direction: "request", message });
    if (rules.length > 0) return [request];
    const answer = Uint8Array.of(event.completionCode, ...event.response);
    const epochMs = this.#timeOf(Math.min(askedAtMs + latencyMs, event.epochMs + SAME_TIME_MS), event.epochMs);
    const answered = messageBytes({ ...event, netFn: netFn + 1 }, answer);
    return [request, messageBlock({ ...traced, epochMs, direction: "response", message: answered })];
  }

  /**
   * Returns a time that keeps the events' order. Events have whole milliseconds and finer durations, so without this an
   * event, such as a wire that changed during a request, could precede an earlier one. A clock that was set back is
   * kept.
   */
  #timeOf(epochMs: number, toldAtMs: number = epochMs): number {
    const wasSet = toldAtMs < this.#lastMs - SAME_TIME_MS;
    this.#lastMs = wasSet ? epochMs : Math.max(epochMs, this.#lastMs);
    return this.#lastMs;
  }
}

function messageBytes({ netFn, lun, cmd }: Pick<VmMessage, "netFn" | "lun" | "cmd">, data: Uint8Array): Uint8Array {
  return Uint8Array.of(4 * netFn + lun, cmd, ...data);
}
