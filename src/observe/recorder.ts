/** Writes what happens on machines into files: a journal (JSON lines), and pcapng for Wireshark. */
import { type Batches, inBatches } from "./batches.ts";
import { JOURNAL_HEADER, journalLine } from "./journal.ts";
import { interfaceBlock, packetBlock, sectionHeader } from "./pcapng.ts";
import { RotatingFile, type RotationOptions } from "./rotating-file.ts";
import type { ExchangeHappening, TraceEvent, TraceFeed } from "./trace.ts";

export interface RecorderOptions extends RotationOptions {
  readonly journal?: string | undefined;
  readonly pcap?: string | undefined;
}

/** What a recorder is given by who knows. */
export interface RecorderSurroundings {
  /** Who writes the pcapng file. */
  readonly application: string;
  /** The messages in bytes as they went out; others are left out. */
  messagesIn(bytes: Uint8Array): readonly Message[];
  /** A file cannot be written any more, or events were dropped. */
  warn(message: string, details: object): void;
}

interface Message {
  readonly id: number;
  readonly netFn: number;
  readonly lun: number;
  readonly cmd: number;
  readonly data: Uint8Array;
}

interface Sink {
  readonly name: string;
  readonly file: RotatingFile;
  bytesOf(event: TraceEvent): Uint8Array;
}

export class Recorder {
  readonly #sinks: Sink[] = [];
  readonly #batches: Batches<TraceEvent>;
  readonly #surroundings: RecorderSurroundings;
  /** pcapng: interface numbers of machines. */
  readonly #interfaces = new Map<string, number>();

  constructor({ journal, pcap, ...rotation }: RecorderOptions, surroundings: RecorderSurroundings) {
    this.#surroundings = surroundings;
    if (journal !== undefined) {
      const file = new RotatingFile(journal, rotation, () => Buffer.from(JOURNAL_HEADER));
      this.#sinks.push({ name: journal, file, bytesOf: (event) => Buffer.from(journalLine(event)) });
    }
    if (pcap !== undefined) {
      const header = () => Buffer.concat([this.#section(), ...[...this.#interfaces.keys()].map(interfaceBlock)]);
      this.#sinks.push({
        name: pcap,
        file: new RotatingFile(pcap, rotation, header),
        bytesOf: (e) => this.#packets(e),
      });
    }
    this.#batches = inBatches((events, dropped) => this.#write(events, dropped));
  }

  /** Makes the files. @throws Error that says which cannot be made, and why */
  async open(): Promise<void> {
    for (const { name, file } of this.#sinks) {
      try {
        await file.open();
      } catch (error) {
        throw new Error(`cannot record to ${name}: ${error instanceof Error ? error.message : error}`);
      }
    }
  }

  /** Gives a function that ends it. */
  record(feed: TraceFeed): () => void {
    return feed.listen(this.#batches.push);
  }

  /** Resolves when all is written. */
  async close(): Promise<void> {
    await this.#batches.flush();
    for (const { file } of this.#sinks) await file.close();
  }

  async #write(events: readonly TraceEvent[], dropped: number): Promise<void> {
    if (dropped > 0) this.#surroundings.warn("recording fell behind: events are missing", { dropped });
    for (const sink of [...this.#sinks]) {
      try {
        for (const event of events) await sink.file.write(sink.bytesOf(event));
      } catch (err) {
        this.#sinks.splice(this.#sinks.indexOf(sink), 1);
        this.#surroundings.warn("recording ends here: the file cannot be written", { file: sink.name, err });
      }
    }
  }

  #section(): Uint8Array {
    return sectionHeader(this.#surroundings.application);
  }

  #packets(event: TraceEvent): Uint8Array {
    if (event.kind !== "exchange" && event.kind !== "sent") return new Uint8Array();
    const known = this.#interfaces.get(event.machine);
    const number = known ?? this.#interfaces.size;
    if (known === undefined) this.#interfaces.set(event.machine, number);
    const packets = tracedMessages(event, this.#surroundings.messagesIn).map((message) =>
      packetBlock({ ...message, interface: number }),
    );
    return Buffer.concat(known === undefined ? [interfaceBlock(event.machine), ...packets] : packets);
  }
}

function tracedMessages(
  event: TraceEvent & { readonly kind: "exchange" | "sent" },
  messagesIn: RecorderSurroundings["messagesIn"],
) {
  const { epochMs } = event;
  if (event.kind === "sent") {
    return messagesIn(event.bytes).map((sent) => {
      const comment = `id ${sent.id}, ${event.latencyMs.toFixed(1)} ms after request ${event.exchange}`;
      return { epochMs, direction: "response" as const, message: messageBytes(sent, sent.data), comment };
    });
  }
  const { id, netFn, latencyMs, rules, exchange } = event;
  const comment = `id ${id}, request ${exchange}`;
  const request = messageBytes(event, event.request);
  const asked = { epochMs: epochMs - latencyMs, direction: "request" as const, message: request };
  if (rules.length > 0) return [{ ...asked, comment: `${comment}, rules ${rules.join(", ")}` }];
  const response = messageBytes({ ...event, netFn: netFn + 1 }, Uint8Array.of(event.completionCode, ...event.response));
  return [
    { ...asked, comment },
    { epochMs, direction: "response" as const, message: response, comment },
  ];
}

function messageBytes({ netFn, lun, cmd }: Pick<ExchangeHappening, "netFn" | "lun" | "cmd">, data: Uint8Array) {
  return Uint8Array.of(4 * netFn + lun, cmd, ...data);
}
