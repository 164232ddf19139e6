/** A file that grows to a size and then steps aside: `name` is the newest, `name.1` the one before. */
import type { Stats } from "node:fs";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";

export interface RotationOptions {
  /** A file is full when the next piece would take it beyond. */
  readonly maxBytes: number;
  /** Full files that are kept. */
  readonly keep: number;
}

export class RotatingFile {
  readonly #name: string;
  readonly #options: RotationOptions;
  readonly #header: () => Uint8Array;
  #handle: FileHandle | undefined;
  /** What is open: a device (/dev/null) neither grows nor steps aside. */
  #kind: Stats | undefined;
  #size = 0;
  #headerSize = 0;

  /** `header` is what each file begins with. */
  constructor(name: string, options: RotationOptions, header: () => Uint8Array = () => new Uint8Array()) {
    this.#name = name;
    this.#options = options;
    this.#header = header;
  }

  /** Makes the file, anew. @throws the system's error, as all here that write */
  async open(): Promise<void> {
    const before = await stat(this.#name).catch(() => undefined);
    // To open a pipe waits for its reader, in a thread that keeps the process from ending.
    if (before?.isFIFO()) throw new Error("it is a pipe; extern-bmc watch --json is for programs that read along");
    // Another daemon that still writes to the one before keeps it, and does not write into ours.
    if (before?.isFile()) await rm(await realpath(this.#name)).catch(() => {});
    this.#handle = await open(this.#name, "w", before?.isFile() ? before.mode : 0o600);
    this.#kind = await this.#handle.stat();
    const header = this.#header();
    this.#size = header.length;
    this.#headerSize = header.length;
    await this.#append([header]);
  }

  /** Pieces stay whole: a file has all of one or nothing. One call at a time: wait for the promise. */
  async write(pieces: Iterable<Uint8Array>): Promise<void> {
    await this.#checkPlace();
    let gathered: Uint8Array[] = [];
    for (const piece of pieces) {
      if (this.#isFull(piece)) {
        await this.#append(gathered);
        gathered = [];
        await this.#rotate();
      }
      gathered.push(piece);
      this.#size += piece.length;
    }
    await this.#append(gathered);
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  #isFull({ length }: Uint8Array): boolean {
    const hasPieces = this.#size > this.#headerSize;
    return hasPieces && this.#size + length > this.#options.maxBytes && this.#kind?.isFile() === true;
  }

  /** Somebody may have removed it, or another daemon been told the same name. */
  async #checkPlace(): Promise<void> {
    if (!this.#kind?.isFile()) return;
    const there = await stat(this.#name).catch(() => undefined);
    if (there?.ino === this.#kind.ino && there.dev === this.#kind.dev) return;
    throw new Error(there ? "another program has put a file of its own there" : "somebody has removed it");
  }

  async #rotate(): Promise<void> {
    const { keep } = this.#options;
    await this.close();
    let last = 0;
    while (last + 1 < keep && (await isThere(`${this.#name}.${last + 1}`))) last++;
    for (let i = last; i > 0; i--) await rename(`${this.#name}.${i}`, `${this.#name}.${i + 1}`);
    if (keep > 0) await rename(this.#name, `${this.#name}.1`);
    await this.open();
  }

  async #append(pieces: readonly Uint8Array[]): Promise<void> {
    const bytes = Buffer.concat(pieces);
    if (bytes.length > 0) await this.#handle?.writeFile(bytes);
  }
}

async function isThere(name: string): Promise<boolean> {
  const found = await stat(name).catch(() => undefined);
  return found !== undefined;
}
