/** The SDR repository (IPMI chapter 33): sensor data records, in storage that is given out in units. */
import type { Clock } from "../clock.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";
import { Erasure } from "./erasure.ts";
import { PartialAdd, type RecordPart } from "./partial-add.ts";
import { FIRST_RECORD, LAST_RECORD, type RecordEntry, RecordList } from "./record-list.ts";
import { MAX_SDR_SIZE, sdrSize } from "./records/sdr.ts";
import { Reservation } from "./reservation.ts";
import { SdrUpdateMode } from "./sdr-update-mode.ts";
import { TIME_UNSPECIFIED, type TimestampClock } from "./timestamp-clock.ts";

/** Bytes: what software assumes that does not ask (§33.10). */
export const ALLOCATION_UNIT = 16;
export const MAX_RECORD_UNITS = Math.ceil(MAX_SDR_SIZE / ALLOCATION_UNIT);

/** §33.12–§33.16: a reservation id that is none, enough in update mode. */
const NO_RESERVATION = 0;

export interface SdrRepositoryOptions {
  /** Bytes; used in whole allocation units, 65,535 at most. */
  readonly size: number;
  /** How long Clear SDR Repository takes. */
  readonly eraseMs: number;
}

/** What outlives the process, besides the records (chapter 33). */
export interface SdrLog {
  /** Timestamps. */
  readonly lastAddition: number;
  readonly lastErase: number;
  readonly overflow: boolean;
}

export class SdrRepository {
  readonly time: TimestampClock;
  /** Allocation units in all. */
  readonly units: number;
  readonly updateMode = new SdrUpdateMode();
  readonly #reservation = new Reservation();
  readonly #erasure: Erasure;
  readonly #partial = new PartialAdd(sdrSize);
  /** To be looked at: its records are added and deleted here. */
  readonly list = new RecordList();
  #usedUnits = 0;
  #log: SdrLog = { lastAddition: TIME_UNSPECIFIED, lastErase: TIME_UNSPECIFIED, overflow: false };

  /** `time` is the SEL's: the devices share a controller, and then a clock (§33.17). */
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

  /** A record found no room since the last clear. */
  get overflow(): boolean {
    return this.#log.overflow;
  }

  /** Timestamps, FFFFFFFFh when nothing was ever added or erased. */
  get changes(): { readonly lastAddition: number; readonly lastErase: number } {
    return { lastAddition: this.#log.lastAddition, lastErase: this.#log.lastErase };
  }

  /** In order; bytes 0 and 1 of each are its id. */
  records(): readonly Uint8Array[] {
    return this.list.records();
  }

  /** Gives the id that took the place of the record's own. C7h when it is not as long as its header says, C4h when full. */
  add(record: Uint8Array): number {
    const size = sdrSize(record);
    if (record.length !== size) {
      const problem = `${record.length} bytes of a record of ${size ?? "unknown length"}`;
      throw new IpmiError(CompletionCode.DataLengthInvalid, problem);
    }
    this.#needRoom(size);
    this.#usedUnits += unitsOf(record);
    this.#reservation.cancel();
    this.#log = { ...this.#log, lastAddition: this.time.now() };
    return this.list.add(record);
  }

  /** §33.14. C5h, C4h when full, and as `PartialAdd.accept`. */
  addPart(part: RecordPart): number {
    this.checkReservation(part.reservationId);
    const { recordId, record } = this.#partial.accept(part, this.list.nextId, (size) => this.#needRoom(size));
    return record ? this.add(record) : recordId;
  }

  reserve(): number {
    return this.#reservation.reserve();
  }

  /** C5h; 0000h will do in update mode. */
  checkReservation(id: number): void {
    if (this.updateMode.active && id === NO_RESERVATION) return;
    this.#reservation.check(id);
  }

  /** 0000h is the first, FFFFh the last. CBh when there is none. */
  entry(id: number): RecordEntry {
    return this.list.entry(id);
  }

  /** CBh when there is no such record: first and last are no ids here. Ends the reservation, as §33.11.2 allows. */
  delete(reservationId: number, id: number): number {
    this.checkReservation(reservationId);
    if (id === FIRST_RECORD || id === LAST_RECORD) {
      throw new IpmiError(CompletionCode.NotPresent, `0x${id.toString(16)} is no record to delete`);
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

  /** Whether a clear that was asked for has ended. C5h as `Erasure.checkInquirer`. */
  isErased(reservationId: number): boolean {
    if (!this.updateMode.active || reservationId !== NO_RESERVATION) this.#erasure.checkInquirer(reservationId);
    return !this.#erasure.inProgress;
  }

  /** C0h while the repository is being erased: chapter 33 has no code of its own for it, as the SEL's has. */
  checkNotErasing(): void {
    if (this.#erasure.inProgress) throw new IpmiError(CompletionCode.NodeBusy, "the SDR repository is being erased");
  }

  /** As after a cold reset: records are kept; update mode, reservation and a half-added record are not. */
  reset(): void {
    this.updateMode.reset();
    this.#reservation.reset();
    this.#partial.reset();
  }

  /** Another object after each change. */
  save(): SdrLog {
    return this.#log;
  }

  restore(log: SdrLog): void {
    this.#log = log;
    this.#usedUnits = this.records().reduce((units, record) => units + unitsOf(record), 0);
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
    throw new IpmiError(CompletionCode.OutOfSpace, `${units} allocation units needed, ${this.freeUnits} free`);
  }
}

function unitsOf(record: Uint8Array): number {
  return Math.ceil(record.length / ALLOCATION_UNIT);
}
