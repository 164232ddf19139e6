/** A source that polls a file and shows its number. */
import { constants, open } from "node:fs/promises";
import type { Timer } from "../clock.ts";
import type { Feed } from "./feed.ts";
import { neededLength, numberIn } from "./file-number.ts";
import type { FileOptions } from "./options.ts";
import type { SensorInput } from "./signal.ts";
import type { SimulatedTime } from "./simulated-time.ts";
import type { Source } from "./source.ts";

/** Offsets of the states of a discrete sensor. */
const STATES = Array.from({ length: 15 }, (_, state) => state);

export class FileSource implements Source {
  readonly #options: FileOptions;
  readonly #feed: Feed;
  readonly #time: SimulatedTime;
  readonly #isPresent: () => boolean;
  #timer: Timer | undefined;
  /** Identifies the pending read; results of older reads are dropped. */
  #reading: symbol | undefined;
  #error: string | undefined;
  #looked = false;

  /** `isPresent` returns whether the state that `dependsOn` names is asserted. */
  constructor(options: FileOptions, feed: Feed, time: SimulatedTime, isPresent: () => boolean) {
    this.#options = options;
    this.#feed = feed;
    this.#time = time;
    this.#isPresent = isPresent;
  }

  /** Starts to poll. A numeric sensor has no reading until the first read is done. */
  begin(): boolean {
    if (!this.#looked && this.#isNumeric) this.#feed.give({ unavailable: true });
    this.#look();
    return true;
  }

  end(): void {
    this.#timer?.cancel();
    this.#reading = undefined;
  }

  #look(): void {
    const nowMs = this.#time.nowMs();
    this.#timer = this.#time.at(nowMs + this.#options.everyMs, () => this.#look());
    if (!this.#isPresent()) {
      this.#reading = undefined;
      this.#feed.give({ unavailable: true });
    } else if (!this.#reading) {
      const reading = Symbol();
      this.#reading = reading;
      this.#read().then(
        (number) => this.#ended(reading, () => this.#show(number)),
        (error) => this.#ended(reading, () => this.#fail(error instanceof Error ? error.message : String(error))),
      );
    }
  }

  async #read(): Promise<number> {
    // Without O_NONBLOCK, open() would wait for a writer of a named pipe.
    const file = await open(this.#options.path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const buffer = new Uint8Array(neededLength(this.#options));
      const { offset } = this.#options;
      const { bytesRead } = await file.read(buffer, { position: offset > 0 ? offset : null });
      return numberIn(buffer.subarray(0, bytesRead), this.#options);
    } finally {
      await file.close();
    }
  }

  #ended(reading: symbol, then: () => void): void {
    if (this.#reading !== reading) return;
    this.#reading = undefined;
    this.#looked = true;
    then();
  }

  #show(number: number): void {
    if (this.#error !== undefined)
      this.#feed.report("info", { file: this.#options.path }, "a sensor's file can be used again");
    this.#error = undefined;
    this.#feed.giveLate(this.#inputOf(number));
  }

  /** Reports an error only if it differs from the error before. */
  #fail(error: string): void {
    if (error !== this.#error) {
      this.#feed.report("warn", { file: this.#options.path, error }, "a sensor's file cannot be used");
    }
    this.#error = error;
    this.#feed.giveLate({ unavailable: true });
  }

  get #isNumeric(): boolean {
    return this.#feed.sensor.definition.format !== "none";
  }

  #inputOf(number: number): SensorInput {
    if (!this.#isNumeric) return { states: STATES.filter((state) => (Math.round(number) & (2 ** state)) !== 0) };
    return this.#options.gives === "units" ? { value: number } : { raw: number };
  }
}
