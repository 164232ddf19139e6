/** One console of the firmware: its output, and the text in it that shows that the firmware has booted. */
import type { Readable } from "node:stream";

/** Output is kept up to this size, for the report; the rest is only searched. A debug build writes about 2 MB a boot. */
const MAX_KEPT = 8 * 1024 * 1024;

export interface OutputWatcher {
  /** Called with each piece of output. */
  readonly wrote: () => void;
  /** Called once, when the text has come. */
  readonly found: () => void;
}

export class Output {
  readonly #text: string;
  #kept: Buffer[] = [];
  #size = 0;
  /** End of the output so far, in which the text may have begun. */
  #tail = "";
  #watcher: OutputWatcher | undefined;
  #found = false;

  constructor(stream: Readable, text: string) {
    // The output has no encoding of its own: each byte is one character.
    this.#text = Buffer.from(text, "utf8").toString("latin1");
    stream.on("error", () => {});
    stream.on("data", (chunk: Buffer) => this.#take(chunk));
  }

  watch(watcher: OutputWatcher): void {
    this.#watcher = watcher;
    if (this.#found) watcher.found();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#kept);
  }

  /** The last lines, without control characters and escape sequences. */
  lastLines(count: number): readonly string[] {
    const text = this.bytes
      .subarray(-16_384)
      .toString("latin1")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what firmware sends to terminals
      .replaceAll(/\x1b\[[\d;=?]*[A-Za-z]/g, "")
      .replaceAll(/[^\n\x20-\x7e]/g, "");
    const lines = text.split("\n").map((line) => line.trim());
    return lines.filter((line) => line !== "").slice(-count);
  }

  #take(chunk: Buffer): void {
    if (this.#size < MAX_KEPT) this.#kept.push(chunk);
    this.#size += chunk.length;
    this.#watcher?.wrote();
    if (this.#found) return;
    const text = this.#tail + chunk.toString("latin1");
    this.#tail = text.slice(-Math.max(1, this.#text.length - 1));
    if (!text.includes(this.#text)) return;
    this.#found = true;
    this.#watcher?.found();
  }
}
