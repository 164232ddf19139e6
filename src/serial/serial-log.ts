/** A file with everything that a guest prints on its serial port, rotated at a size. */
import { RotatingFile, type RotationOptions } from "../observe/rotating-file.ts";
import type { SerialPort } from "./serial-port.ts";
import type { SerialReader } from "./serial-reader.ts";

export interface SerialLogOptions extends RotationOptions {
  /** Name of the file. */
  readonly log: string;
}

/** Bytes of one write: a rotation does not split them. */
const PIECE_BYTES = 4096;

export class SerialLog {
  readonly #name: string;
  readonly #file: RotatingFile;
  readonly #warn: (message: string, details: object) => void;
  #reader: SerialReader | undefined;
  #writing: Promise<void> | undefined;
  #lost = 0;

  constructor({ log, ...rotation }: SerialLogOptions, warn: (message: string, details: object) => void) {
    this.#name = log;
    this.#file = new RotatingFile(log, rotation);
    this.#warn = warn;
  }

  /** Creates the file and follows the port from now on. @throws Error that names the file and the reason */
  async open(port: SerialPort): Promise<void> {
    try {
      await this.#file.open();
    } catch (error) {
      throw new Error(`cannot log the serial port to ${this.#name}: ${error instanceof Error ? error.message : error}`);
    }
    this.#reader = port.read({ onData: () => this.#start(), fromHistory: true });
    this.#start();
  }

  /** Writes what has come so far, and closes the file. */
  async close(): Promise<void> {
    this.#start();
    await this.#writing;
    this.#reader?.close();
    this.#reader = undefined;
    await this.#file.close().catch(() => {});
  }

  #start(): void {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  async #write(): Promise<void> {
    const reader = this.#reader;
    if (!reader) return;
    try {
      while (reader.waiting > 0) await this.#file.write([reader.take(PIECE_BYTES)]);
    } catch (err) {
      this.#warn("the log of the serial port ends here: the file cannot be written", { file: this.#name, err });
      reader.close();
      this.#reader = undefined;
      return;
    }
    if (reader.lost > this.#lost) {
      this.#warn("the log of the serial port fell behind: bytes are missing", { bytes: reader.lost - this.#lost });
    }
    this.#lost = reader.lost;
  }
}
