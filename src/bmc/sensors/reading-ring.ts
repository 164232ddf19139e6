/** The latest readings of one sensor, in a ring of bytes that grows to its limit: most sensors change rarely. */

/** Entries of a sensor; past them the oldest goes. */
export const MAX_READINGS = 64;
/** Changes within this time share an entry, so that a sensor that always moves has its last 16 minutes. */
export const SHARED_MS = 15_000;
const FIRST_ENTRIES = 4;

/** An entry: 32 bits of time, then a byte for each raw reading, and one that is 0 without a reading. */
const ENTRY_BYTES = 8;
const LATEST = 4;
const LOWEST = 5;
const HIGHEST = 6;
const IS_THERE = 7;
/** Unit of time; 32 bits of it are 13 years. */
const TICK_MS = 100;

/** A raw reading; null while the sensor has none. */
export type Shown = number | null;

export interface KeptReading {
  /** Time of the first change in it. */
  readonly atMs: number;
  readonly latest: Shown;
  /** Compared in units. */
  readonly lowest: Shown;
  readonly highest: Shown;
}

export class ReadingRing {
  readonly #sensor: { unitsOf(raw: number): number };
  #bytes = Buffer.alloc(FIRST_ENTRIES * ENTRY_BYTES);
  /** Number of entries since the start. */
  #count = 0;

  constructor(sensor: { unitsOf(raw: number): number }, atMs: number, shown: Shown) {
    this.#sensor = sensor;
    this.#begin(atMs, shown);
  }

  /** The reading that the sensor shows. */
  get latest(): Shown {
    return this.#read(this.#offset(this.#count - 1), LATEST);
  }

  /** Takes a reading that differs from the latest. */
  add(atMs: number, shown: Shown): void {
    const last = this.#offset(this.#count - 1);
    const lowest = this.#read(last, LOWEST);
    const highest = this.#read(last, HIGHEST);
    // The first entry is what the sensor showed before it ever changed, and stays alone.
    const isShared = this.#count > 1 && atMs - this.#timeOf(last) < SHARED_MS;
    if (!isShared || shown === null || lowest === null || highest === null) {
      this.#begin(atMs, shown);
      return;
    }
    const value = this.#sensor.unitsOf(shown);
    this.#bytes[last + LATEST] = shown;
    if (value < this.#sensor.unitsOf(lowest)) this.#bytes[last + LOWEST] = shown;
    if (value > this.#sensor.unitsOf(highest)) this.#bytes[last + HIGHEST] = shown;
  }

  /** The oldest first. */
  get readings(): readonly KeptReading[] {
    const kept = Math.min(this.#count, this.#size);
    return Array.from({ length: kept }, (_, index) => {
      const at = this.#offset(this.#count - kept + index);
      const read = (part: number) => this.#read(at, part);
      return { atMs: this.#timeOf(at), latest: read(LATEST), lowest: read(LOWEST), highest: read(HIGHEST) };
    });
  }

  get #size(): number {
    return this.#bytes.length / ENTRY_BYTES;
  }

  #offset(entry: number): number {
    return (entry % this.#size) * ENTRY_BYTES;
  }

  #timeOf(at: number): number {
    return this.#bytes.readUInt32LE(at) * TICK_MS;
  }

  #read(at: number, part: number): Shown {
    return this.#bytes[at + IS_THERE] === 0 ? null : this.#bytes.readUInt8(at + part);
  }

  #begin(atMs: number, shown: Shown): void {
    if (this.#count === this.#size && this.#size < MAX_READINGS) {
      const larger = Buffer.alloc(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    const at = this.#offset(this.#count++);
    this.#bytes.writeUInt32LE(Math.floor(atMs / TICK_MS), at);
    this.#bytes.fill(shown ?? 0, at + LATEST, at + IS_THERE);
    this.#bytes[at + IS_THERE] = shown === null ? 0 : 1;
  }
}
