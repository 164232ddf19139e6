/**
 * The latest events of a machine, as bytes in chunks. A page is decoded when it is read, so that the garbage collector has
 * no objects of kept events to visit. A machine without traffic has one small chunk.
 */
import { readEvent, writeEvent } from "./event-bytes.ts";
import { FieldReader, FieldWriter } from "./event-fields.ts";
import type { HistoryBudget } from "./history-budget.ts";
import type { Happening, TraceEvent } from "./trace-event.ts";

/** Sizes of a chunk. A larger event gets a chunk of its own size. */
const SMALLEST_CHUNK = 512;
const LARGEST_CHUNK = 32 * 1024;
/** A new chunk is this part of what the history has, so that it loses at most so much at once. */
const GROWTH = 1 / 4;

const EMPTY: Buffer = Buffer.alloc(0);

interface Chunk {
  readonly bytes: Buffer;
  /** Number of its first event. */
  readonly first: number;
}

/** Some events in order. `upTo` is the number of the next one, `more` whether it exists. */
export interface HistoryPage {
  readonly events: readonly TraceEvent[];
  readonly upTo: number;
  readonly more: boolean;
}

export class EventHistory {
  readonly #machine: string;
  readonly #budget: HistoryBudget;
  #mostKept: number;
  /** The oldest first; the last one is being filled. */
  #chunks: Chunk[] = [];
  #filled = EMPTY;
  #writer = new FieldWriter(EMPTY);
  /** Memory of all chunks. */
  #bytes = 0;
  /** Number of the next event. */
  #next = 0;

  /** Keeps the latest `mostKept` events, or fewer when the budget is used up. */
  constructor(machine: string, mostKept: number, budget: HistoryBudget) {
    this.#machine = machine;
    this.#mostKept = mostKept;
    this.#budget = budget;
    budget.join();
  }

  /** Drops everything, and keeps nothing from now on. */
  close(): void {
    this.#budget.leave(this.#bytes);
    this.#bytes = 0;
    this.#chunks = [];
    this.#mostKept = 0;
  }

  get isKeeping(): boolean {
    return this.#mostKept > 0;
  }

  keep(peer: string, epochMs: number, event: Happening): void {
    if (!this.isKeeping) return;
    writeEvent(this.#writer, peer, epochMs, event);
    if (this.#writer.end > this.#filled.length) {
      const measure = new FieldWriter(EMPTY);
      writeEvent(measure, peer, epochMs, event);
      this.#addChunk(measure.end);
      writeEvent(this.#writer, peer, epochMs, event);
    }
    this.#next++;
  }

  /** Returns up to `most` events from number `from` on, those that are still kept. */
  page(from: number, most: number): HistoryPage {
    const start = Math.max(Math.min(from, this.#next), this.#first);
    const upTo = Math.min(this.#next, start + most);
    const events: TraceEvent[] = [];
    for (const [index, { bytes, first }] of this.#chunks.entries()) {
      const end = this.#chunks[index + 1]?.first ?? this.#next;
      if (end <= start || first >= upTo) continue;
      const reader = new FieldReader(bytes);
      for (let number = first; number < Math.min(end, upTo); number++) {
        const event = readEvent(reader, this.#machine);
        if (number >= start) events.push(event);
      }
    }
    return { events, upTo, more: upTo < this.#next };
  }

  /** Number of the oldest kept event. */
  get #first(): number {
    return Math.max(this.#chunks[0]?.first ?? this.#next, this.#next - this.#mostKept);
  }

  #addChunk(atLeast: number): void {
    const planned = Math.min(Math.max(SMALLEST_CHUNK, Math.floor(this.#bytes * GROWTH)), LARGEST_CHUNK);
    const size = Math.max(planned, atLeast);
    this.#count(size);
    const dropped = this.#dropOld();
    this.#filled = dropped?.length === size ? dropped : Buffer.alloc(size);
    this.#writer = new FieldWriter(this.#filled);
    this.#chunks.push({ bytes: this.#filled, first: this.#next });
  }

  /**
   * Drops the chunks whose events are too many, or too much for the budget; never the last one. Returns the memory of one,
   * for the next chunk: a busy machine would otherwise make garbage outside of V8's heap.
   */
  #dropOld(): Buffer | undefined {
    let dropped: Buffer | undefined;
    for (let second = this.#chunks[1]; second; second = this.#chunks[1]) {
      if (second.first > this.#next - this.#mostKept && !this.#budget.isOver(this.#bytes)) break;
      dropped = this.#chunks.shift()?.bytes;
      this.#count(-(dropped?.length ?? 0));
    }
    return dropped;
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    this.#budget.change(bytes);
  }
}
