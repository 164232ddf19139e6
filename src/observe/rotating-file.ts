/**
 * A file that rotates at a size: `name` is the newest, `name.1` the previous one. A file behind a symbolic link, such as
 * /dev/stdout, is another's: it is appended to, and neither replaced nor rotated.
 */
import type { Stats } from "node:fs";
import { type FileHandle, lstat, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";

export interface RotationOptions {
  /** Most bytes of a file. It rotates before a piece that would exceed them. */
  readonly maxBytes: number;
  /** Number of full files that are kept. */
  readonly keep: number;
}

export class RotatingFile {
  readonly #name: string;
  readonly #options: RotationOptions;
  readonly #header: () => Uint8Array;
  #handle: FileHandle | undefined;
  /** Status of the open file: a device (/dev/null) never rotates. */
  #kind: Stats | undefined;
  #isLinked = false;
  #size = 0;
  #headerSize = 0;

  /** `header` returns the first bytes of each file. */
  constructor(name: string, options: RotationOptions, header: () => Uint8Array = () => new Uint8Array()) {
    this.#name = name;
    this.#options = options;
    this.#header = header;
  }

  /** Creates the file, replacing an old one that is not linked. @throws Error; the methods that write throw the system's */
  async open(): Promise<void> {
    const before = await stat(this.#name).catch(() => undefined);
    // Opening a pipe waits for its reader, in a thread that keeps the process alive.
    if (before?.isFIFO()) throw new Error("it is a pipe; extern-bmc watch --json is for programs that read along");
    this.#isLinked = (await lstat(this.#name).catch(() => undefined))?.isSymbolicLink() ?? false;
    // Remove the old file: another daemon that still writes to it must not write into the new one.
    if (before?.isFile() && !this.#isLinked) await rm(this.#name).catch(() => {});
    const mode = before?.isFile() ? before.mode : 0o600;
    this.#handle = await open(this.#name, this.#isLinked ? "a" : "w", mode).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      throw new Error(`the directory ${dirname(this.#name)} does not exist; make it first`, { cause: error });
    });
    this.#kind = await this.#handle.stat();
    const header = this.#header();
    this.#size = header.length;
    this.#headerSize = header.length;
    await this.#append([header]);
  }

  /** Writes the pieces, each completely into one file. Wait for the promise before the next call. */
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

  /** Checks that the name still is this file: a user may have removed it, or another daemon may use the same name. */
  async #checkPlace(): Promise<void> {
    if (!this.#kind?.isFile()) return;
    const there = await stat(this.#name).catch(() => undefined);
    if (there?.ino === this.#kind.ino && there.dev === this.#kind.dev) return;
    throw new Error(there ? "another program has replaced it" : "it was removed");
  }

  async #rotate(): Promise<void> {
    if (this.#isLinked)
      throw new Error(`it is reached by a symbolic link, so it is not rotated at ${this.#options.maxBytes} bytes`);
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
