/** The SDR repository (IPMI chapter 33): sensor data records in storage that is allocated in units. */

import type { Clock } from "../clock.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";
import { hexNumber } from "../text/hex.ts";
import { Erasure } from "./erasure.ts";
import { PartialAdd, type RecordPart } from "./partial-add.ts";
import { FIRST_RECORD, LAST_RECORD, type RecordEntry, RecordList } from "./record-list.ts";
import { MAX_SDR_SIZE, sdrSize } from "./records/sdr.ts";
import { Reservation } from "./reservation.ts";
import { SdrUpdateMode } from "./sdr-update-mode.ts";
import { TIME_UNSPECIFIED, type TimestampClock } from "./timestamp-clock.ts";

/** In bytes; the size that software assumes when it does not ask (§33.10). */
export const ALLOCATION_UNIT = 16;
export const MAX_RECORD_UNITS = Math.ceil(MAX_SDR_SIZE / ALLOCATION_UNIT);

/** §33.12–§33.16: the ID of no reservation, which is enough in update mode. */
const NO_RESERVATION = 0;

export interface SdrRepositoryOptions {
  /** In bytes, at most 65,535. Only whole allocation units are used. */
  readonly size: number;
  /** The duration of Clear SDR Repository. */
  readonly eraseMs: number;
}

/** The stored state besides the records (chapter 33). */
export interface SdrLog {
  /** SEL timestamps in seconds. */
  readonly lastAddition: number;
  readonly lastErase: number;
  readonly overflow: boolean;
}

export class SdrRepository {
  readonly time: TimestampClock;
  /** Total number of allocation units. */
  readonly units: number;
  readonly updateMode = new SdrUpdateMode();
  readonly #reservation = new Reservation();
  readonly #erasure: Erasure;
  readonly #partial = new PartialAdd(sdrSize);
  /** For reading only: add and delete records through this class. */
  readonly list = new RecordList();
  #usedUnits = 0;
  #log: SdrLog = { lastAddition: TIME_UNSPECIFIED, lastErase: TIME_UNSPECIFIED, overflow: false };

  /** `time` is the SEL's clock: both devices share a controller and therefore a clock (§33.17). */
  constructor(options: SdrRepositoryOptions, time: TimestampClock, clock: Clock) {
    this.units = Math.floor(options.size / ALLOCATION_UNIT);
    this.time = time;
    this.#erasure = new Erasure(clock, this.#reservation, options.eraseMs);
  }

  get size(): number {
    return this.list.size;
  }

  get freeUnits(): number {
    return Math.max(0, this.units - this.#usedUnits);
  }

  /** Whether a record did not fit since the last clear. */
  get overflow(): boolean {
    return this.#log.overflow;
  }

  /** Timestamps of the last addition and the last erase; FFFFFFFFh for never. */
  get changes(): { readonly lastAddition: number; readonly lastErase: number } {
    return { lastAddition: this.#log.lastAddition, lastErase: this.#log.lastErase };
  }

  /** All records in order; bytes 0 and 1 of each are its ID. */
  records(): readonly Uint8Array[] {
    return this.list.records();
  }

  /**
   * Adds a record and returns the new ID that replaces the record's own. Throws `IpmiError` C7h when the record's
   * length differs from its header, and C4h when the repository is full.
   */
  add(record: Uint8Array): number {
    const size = sdrSize(record);
    if (record.length !== size) {
      const problem = `the record has ${record.length} bytes; expected ${size ?? "a complete header"}`;
      throw new IpmiError(CompletionCode.DataLengthInvalid, problem);
    }
    this.#needRoom(size);
    this.#usedUnits += unitsOf(record);
    this.#reservation.cancel();
    this.#log = { ...this.#log, lastAddition: this.time.now() };
    return this.list.add(record);
  }

  /**
   * §33.14: adds a part of a record and returns the record's ID. Throws `IpmiError` C5h for a stale reservation, C4h
   * when the repository is full, and the errors of `PartialAdd.accept`.
   */
  addPart(part: RecordPart): number {
    this.checkReservation(part.reservationId);
    const { recordId, record } = this.#partial.accept(part, this.list.nextId, (size) => this.#needRoom(size));
    return record ? this.add(record) : recordId;
  }

  reserve(): number {
    return this.#reservation.reserve();
  }

  /** Throws `IpmiError` C5h for a stale reservation. In update mode, 0000h is enough. */
  checkReservation(id: number): void {
    if (this.updateMode.active && id === NO_RESERVATION) return;
    this.#reservation.check(id);
  }

  /** Finds a record; 0000h is the first, FFFFh the last. Throws `IpmiError` CBh when it does not exist. */
  entry(id: number): RecordEntry {
    return this.list.entry(id);
  }

  /**
   * Deletes a record and ends the reservation, as §33.11.2 allows. Throws `IpmiError` CBh when the record does not
   * exist; 0000h and FFFFh are not IDs here.
   */
  delete(reservationId: number, id: number): number {
    this.checkReservation(reservationId);
    if (id === FIRST_RECORD || id === LAST_RECORD) {
      throw new IpmiError(
        CompletionCode.NotPresent,
        `record ID is ${hexNumber(id, 1)}; expected the ID of a record to delete`,
      );
    }
    this.#usedUnits -= unitsOf(this.entry(id).record);
    this.#reservation.cancel();
    this.#log = { ...this.#log, lastErase: this.time.now() };
    return this.list.delete(id);
  }

  clear(reservationId: number): void {
    this.checkReservation(reservationId);
    this.#erasure.begin(reservationId);
    this.#partial.reset();
    this.list.clear();
    this.#usedUnits = 0;
    this.#log = { ...this.#log, lastErase: this.time.now(), overflow: false };
  }

  /** Whether the requested clear is complete. Throws the errors of `Erasure.checkInquirer`. */
  isErased(reservationId: number): boolean {
    if (!this.updateMode.active || reservationId !== NO_RESERVATION) this.#erasure.checkInquirer(reservationId);
    return !this.#erasure.inProgress;
  }

  /** Throws `IpmiError` C0h during an erasure: unlike the SEL's chapter, chapter 33 has no code for it. */
  checkNotErasing(): void {
    if (this.#erasure.inProgress) throw new IpmiError(CompletionCode.NodeBusy, "the SDR repository is being erased");
  }

  /** Cold reset: records stay; update mode, reservation and a half-added record end. */
  reset(): void {
    this.updateMode.reset();
    this.#reservation.reset();
    this.#partial.reset();
  }

  /** The state to store; each change makes a new object. */
  save(): SdrLog {
    return this.#log;
  }

  restore(log: SdrLog): void {
    this.#log = log;
    this.#usedUnits = this.records().reduce((units, record) => units + unitsOf(record), 0);
  }

  /** Returns to the records of a repository that the configuration has just made. */
  resetTo(configured: SdrRepository): void {
    this.#reservation.cancel();
    this.list.resetTo(configured.list);
    this.restore(configured.#log);
  }

  snapshot() {
    return {
      ...this.list.snapshot(),
      ...this.#log,
      updateMode: this.updateMode.snapshot(),
      reservation: this.#reservation.snapshot(),
      erasure: this.#erasure.snapshot(),
      partial: this.#partial.snapshot(),
    };
  }

  #needRoom(size: number): void {
    const units = Math.ceil(size / ALLOCATION_UNIT);
    if (units <= this.freeUnits) return;
    this.#log = { ...this.#log, overflow: true };
    throw new IpmiError(
      CompletionCode.OutOfSpace,
      `the record needs ${units} allocation units; expected at most ${this.freeUnits}, the free ones`,
    );
  }
}

function unitsOf(record: Uint8Array): number {
  return Math.ceil(record.length / ALLOCATION_UNIT);
}
