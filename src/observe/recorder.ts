/** Records the machines' events in files: a journal (JSON lines), and pcapng for Wireshark. */
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Batches, inBatches, MAX_EVENTS } from "./batches.ts";
import { Capture } from "./capture.ts";
import { JOURNAL_HEADER, journalLine } from "./journal.ts";
import { RotatingFile, type RotationOptions } from "./rotating-file.ts";
import type { TraceFeed } from "./trace.ts";
import type { DatagramEvent, TraceEvent } from "./trace-event.ts";

export interface RecorderOptions extends RotationOptions {
  readonly journal?: string | undefined;
  readonly pcap?: string | undefined;
}

export interface RecorderDeps {
  /** Name of the writing program in a pcap. */
  readonly application: string;
  /** Called when a file can no longer be written, or events were dropped. */
  warn(message: string, details: object): void;
}

/** Most events formatted per turn of the event loop: a guest's request waits at most 0.3 ms for them. */
const EVENTS_A_TURN = 20;
/**
 * Pause between writes. Its events become one write; otherwise every answer would wait for the previous event's write.
 */
const PAUSE_MS = 10;

type Recorded = TraceEvent | DatagramEvent;

interface Sink {
  readonly name: string;
  readonly file: RotatingFile;
  /** Returns pieces that a rotation keeps whole. */
  pieces(events: readonly Recorded[]): Iterable<Uint8Array>;
}

/** A file that cannot be recorded to: as wrong as a door that cannot be opened. */
export class RecordError extends Error {
  override readonly name = "RecordError";
}

export class Recorder {
  readonly #sinks: Sink[] = [];
  readonly #batches: Batches<Recorded>;
  readonly #deps: RecorderDeps;
  /** Only a capture has datagrams. The journal has their messages as exchanges. */
  readonly #takesDatagrams: boolean;

  /** @throws RecordError if both names are the same file */
  constructor({ journal, pcap, ...rotation }: RecorderOptions, deps: RecorderDeps) {
    this.#deps = deps;
    this.#takesDatagrams = pcap !== undefined;
    if (journal !== undefined && pcap !== undefined && resolve(journal) === resolve(pcap)) {
      throw new RecordError(`cannot record to ${pcap}: journal and pcap are one file; give each its own`);
    }
    if (journal !== undefined) {
      const file = new RotatingFile(journal, rotation, () => Buffer.from(JOURNAL_HEADER));
      const pieces = (events: readonly Recorded[]) =>
        events.flatMap((event) => (event.kind === "datagram" ? [] : [Buffer.from(journalLine(event))]));
      this.#sinks.push({ name: journal, file, pieces });
    }
    if (pcap !== undefined) {
      const capture = new Capture(deps.application);
      const file = new RotatingFile(pcap, rotation, () => capture.header());
      this.#sinks.push({ name: pcap, file, pieces: (events) => capture.blocks(events) });
    }
    const write = (events: readonly Recorded[], dropped: number) => this.#write(events, dropped);
    this.#batches = inBatches(write, MAX_EVENTS, ({ machine }) => machine);
  }

  /** Creates the files. @throws RecordError that names the file that cannot be created and the reason */
  async open(): Promise<void> {
    for (const { name, file } of this.#sinks) {
      try {
        await file.open();
      } catch (error) {
        throw new RecordError(`cannot record to ${name}: ${error instanceof Error ? error.message : error}`);
      }
    }
  }

  /** Starts to record a feed. Returns a function that stops. */
  record(feed: TraceFeed): () => void {
    const stop = feed.listen(this.#batches.push);
    if (!this.#takesDatagrams) return stop;
    const stopDatagrams = feed.listenToDatagrams(this.#batches.push);
    return () => {
      stop();
      stopDatagrams();
    };
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    await this.#batches.flush();
    for (const { file } of this.#sinks) await file.close();
  }

  async #write(taken: readonly Recorded[], dropped: number): Promise<void> {
    const events = withDropped(taken, dropped);
    if (dropped > 0) this.#deps.warn("recording fell behind: events are missing", { dropped });
    for (const sink of [...this.#sinks]) {
      try {
        for (let start = 0; start < events.length; start += EVENTS_A_TURN) {
          await sink.file.write(sink.pieces(events.slice(start, start + EVENTS_A_TURN)));
        }
      } catch (err) {
        this.#sinks.splice(this.#sinks.indexOf(sink), 1);
        this.#deps.warn("recording ends here: the file cannot be written", { file: sink.name, err });
        await sink.file.close().catch(() => {});
      }
    }
    await setTimeout(PAUSE_MS);
  }
}

/**
 * Appends an event for the dropped ones, which came after the batch, so that readers of the file know that some are
 * missing.
 */
function withDropped(events: readonly Recorded[], count: number): readonly Recorded[] {
  const last = events.at(-1);
  if (count === 0 || !last) return events;
  const { epochMs, machine } = last;
  return [...events, { kind: "missing", count, epochMs, machine, peer: "" }];
}
