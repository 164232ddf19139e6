/** Events of one machine, and the streams that carry them (DSP0266 §14.5, server-sent events). */
import type { Timer } from "../clock.ts";
import type { PlainSink } from "../http/plain-server.ts";
import type { Machine } from "../machine.ts";
import { type EventRecord, entryEvent, eventBody, powerEvent } from "./event-record.ts";
import { KEPT_EVENTS, MAX_STREAMS } from "./limits.ts";
import { type User, userWith } from "./log-in.ts";
import { SYSTEM } from "./resource.ts";

type EventListener = (id: number, epochMs: number, record: EventRecord) => void;

/** An open stream. */
export interface EventStream {
  readonly id: string;
  readonly user: User;
}

/** The session that a stream was opened in, and ends with. */
export interface SessionLease {
  isOpen(): boolean;
  /** Must be called when the stream has ended. */
  release(): void;
}

interface Stream extends EventStream, PlainSink {
  readonly lease: SessionLease | undefined;
}

/** Time after which a comment shows that a silent stream still stands. */
const HEARTBEAT_MS = 30_000;
/** Time after which a client connects again. */
const RETRY_MS = 3000;

export class RedfishEvents {
  readonly #machine: Machine;
  readonly #streams = new Set<Stream>();
  /** The last events, for streams that resume. */
  #kept: readonly { readonly id: number; readonly text: string }[] = [];
  #lastId = 0;
  #lastStream = 0;
  #follows = false;
  /** Takes each event, for the subscriptions. */
  #listener: EventListener | undefined;
  #heartbeat: Timer | undefined;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  get isFull(): boolean {
    return this.#streams.size >= MAX_STREAMS;
  }

  get streams(): readonly EventStream[] {
    return [...this.#streams];
  }

  /** Opens a stream, which begins after the event that the client has seen last. Returns a function that ends it. */
  open(user: User, sink: PlainSink, lastSeen: number | undefined, lease?: SessionLease): () => void {
    this.#follow();
    const stream = { ...sink, user, lease, id: `SSE${++this.#lastStream}` };
    this.#streams.add(stream);
    sink.write(`retry: ${RETRY_MS}\n\n`);
    // An event that is still to come was the last one of an earlier daemon.
    const after = lastSeen !== undefined && lastSeen > this.#lastId ? 0 : lastSeen;
    if (after !== undefined) for (const { id, text } of this.#kept) if (id > after) sink.write(text);
    this.#heartbeat ??= this.#machine.clock.after(HEARTBEAT_MS, () => this.#beat());
    return () => this.#forget(stream);
  }

  /** Calls `listener` with each later event. */
  listen(listener: EventListener): void {
    this.#follow();
    this.#listener = listener;
  }

  publish(record: EventRecord): void {
    const id = ++this.#lastId;
    const epochMs = this.#machine.clock.epochMs();
    const body = eventBody(id, epochMs, record);
    const text = `id: ${id}\ndata: ${JSON.stringify(body)}\n\n`;
    this.#kept = [...this.#kept, { id, text }].slice(-KEPT_EVENTS);
    this.#write(text);
    this.#listener?.(id, epochMs, record);
  }

  end(id: string): void {
    for (const stream of this.#streams) if (stream.id === id) this.#end(stream);
  }

  /** Ends all streams. */
  close(): void {
    for (const stream of this.#streams) this.#end(stream);
    this.#heartbeat?.cancel();
  }

  /** Follows the machine from the first stream or subscription on: before it, no client wants events. */
  #follow(): void {
    if (this.#follows) return;
    this.#follows = true;
    this.#machine.onPower((on) => this.publish(powerEvent(on)));
    this.#machine.bmc.sel.onAdded((id) => this.publish(entryEvent(`${SYSTEM}/LogServices/SEL/Entries/${id}`)));
  }

  /** Ends the streams of users who may no longer log in, and of sessions that are over. */
  endUnwanted(): void {
    for (const stream of this.#streams) if (!this.#isWanted(stream)) this.#end(stream);
  }

  #isWanted({ user, lease }: Stream): boolean {
    return userWith(this.#machine.bmc, user.id) !== undefined && lease?.isOpen() !== false;
  }

  #write(text: string): void {
    this.endUnwanted();
    for (const stream of this.#streams) stream.write(text);
  }

  #end(stream: Stream): void {
    this.#forget(stream);
    stream.end();
  }

  #forget(stream: Stream): void {
    if (this.#streams.delete(stream)) stream.lease?.release();
  }

  #beat(): void {
    this.#write(": still here\n\n");
    const isUsed = this.#streams.size > 0;
    this.#heartbeat = isUsed ? this.#machine.clock.after(HEARTBEAT_MS, () => this.#beat()) : undefined;
  }
}
