/** A file that grows to a size and then steps aside: `name` is the newest, `name.1` the one before. */
import { type FileHandle, open, rename } from "node:fs/promises";

export interface RotationOptions {
  /** A file is full when the next write would take it beyond. */
  readonly maxBytes: number;
  /** Full files that are kept. */
  readonly keep: number;
}

export class RotatingFile {
  readonly #name: string;
  readonly #options: RotationOptions;
  readonly #header: () => Uint8Array;
  #handle: FileHandle | undefined;
  #size = 0;

  /** `header` is what each file begins with. */
  constructor(name: string, options: RotationOptions, header: () => Uint8Array = () => new Uint8Array()) {
    this.#name = name;
    this.#options = options;
    this.#header = header;
  }

  /** Makes the file, anew. @throws the system's error, as all here that write */
  async open(): Promise<void> {
    this.#handle = await open(this.#name, "w", 0o600);
    this.#size = 0;
    await this.#append(this.#header());
  }

  /** One write at a time: wait for the promise. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#size + bytes.length > this.#options.maxBytes) await this.#rotate();
    await this.#append(bytes);
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #rotate(): Promise<void> {
    await this.close();
    for (let i = this.#options.keep - 1; i > 0; i--)
      await renameIfThere(`${this.#name}.${i}`, `${this.#name}.${i + 1}`);
    if (this.#options.keep > 0) await rename(this.#name, `${this.#name}.1`);
    await this.open();
  }

  async #append(bytes: Uint8Array): Promise<void> {
    await this.#handle?.writeFile(bytes);
    this.#size += bytes.length;
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}
