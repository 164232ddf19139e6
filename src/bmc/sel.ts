/** The system event log (IPMI chapter 31): its records, its clock and its reservation. */
import type { Clock } from "../clock.ts";
import { u32 } from "../codec/integer.ts";
import { decode, encode } from "../codec/layout.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";
import { Erasure } from "./erasure.ts";
import { PartialAdd, type RecordPart } from "./partial-add.ts";
import { type PlatformEvent, toRecord } from "./platform-event.ts";
import { FIRST_RECORD, MAX_RECORDS, type RecordEntry, RecordList, recordId } from "./record-list.ts";
import { Reservation } from "./reservation.ts";
import { TIME_UNSPECIFIED, TimestampClock } from "./timestamp-clock.ts";

/** Size of every record in bytes (§32.1–§32.3). */
export const SEL_RECORD_SIZE = 16;
/** §32.3: record types from here up have no timestamp; the four bytes at `TIMESTAMP_AT` belong to the OEM. */
const FIRST_UNSTAMPED_TYPE = 0xe0;
const TYPE_AT = 2;
const TIMESTAMP_AT = 3;

/** Completion code of commands that are refused during an erasure (§31.2 and others). */
const ERASE_IN_PROGRESS = 0x81;

export interface SelOptions {
  /** "rollOver": each new record of a full log replaces the oldest one. Left out: "refuse". */
  readonly whenFull?: "refuse" | "rollOver";
  /** Whether Delete SEL Entry is supported. Left out: it is. */
  readonly deletes?: boolean;
  /** In records, 1 to 65,534. */
  readonly capacity: number;
  /** The duration of Clear SEL. */
  readonly eraseMs: number;
  /** Initial records of 16 bytes, each with a different ID. Defaults to none. */
  readonly records?: readonly Uint8Array[];
}

/** The stored state besides the records (chapter 31). */
export interface SelLog {
  /** SEL timestamps in seconds. */
  readonly lastAddition: number;
  readonly lastErase: number;
  /** See `Sel.lost`. */
  readonly lost: number;
}

export class Sel {
  readonly capacity: number;
  /** Whether Delete SEL Entry is supported. */
  readonly deletes: boolean;
  readonly #rollsOver: boolean;
  readonly time: TimestampClock;
  readonly #reservation = new Reservation();
  readonly #erasure: Erasure;
  readonly #changed: (cleared: boolean) => void;
  readonly #addedListeners = new Set<(id: number) => void>();
  readonly #partial = new PartialAdd(() => SEL_RECORD_SIZE);
  /** For reading only: add and delete records through this class. */
  readonly list = new RecordList();
  #log: SelLog = { lastAddition: TIME_UNSPECIFIED, lastErase: TIME_UNSPECIFIED, lost: 0 };

  /** `changed` is called after records were added, deleted or cleared. */
  constructor(options: SelOptions, clock: Clock, changed: (cleared: boolean) => void = () => {}) {
    this.#changed = changed;
    this.capacity = options.capacity;
    this.deletes = options.deletes ?? true;
    this.#rollsOver = options.whenFull === "rollOver";
    this.time = new TimestampClock(clock);
    this.#erasure = new Erasure(clock, this.#reservation, options.eraseMs);
    this.#begin(options.records ?? []);
  }

  get size(): number {
    return this.list.size;
  }

  /** The number of records that still fit. 0 when a stored log exceeds the present capacity. */
  get free(): number {
    return Math.max(0, this.capacity - this.size);
  }

  /** Events and records dropped for lack of space since the last Clear SEL. Any of them sets the overflow flag. */
  get lost(): number {
    return this.#log.lost;
  }

  /** The ID of the last added record; deleting others does not change it. Undefined for an empty log. */
  get lastId(): number | undefined {
    return this.list.lastId;
  }

  /** Timestamps of the last addition and the last erase; FFFFFFFFh for never. */
  get changes(): { readonly lastAddition: number; readonly lastErase: number } {
    return { lastAddition: this.#log.lastAddition, lastErase: this.#log.lastErase };
  }

  get eraseInProgress(): boolean {
    return this.#erasure.inProgress;
  }

  /** The SEL time in seconds. */
  timestamp(): number {
    return this.time.now();
  }

  /**
   * Adds a record of 16 bytes and returns its ID. Replaces the record ID, and the timestamp if the type has one
   * (§31.6.1). A full log loses its oldest record, or throws `IpmiError` C4h.
   */
  add(record: Uint8Array): number {
    this.#needRoom();
    const now = this.timestamp();
    const stamped = Uint8Array.from(record);
    if ((record[TYPE_AT] ?? 0) < FIRST_UNSTAMPED_TYPE) stamped.set(encode(u32, now), TIMESTAMP_AT);
    this.#reservation.cancel();
    this.#log = { ...this.#log, lastAddition: now };
    while (this.free === 0) {
      this.list.delete(FIRST_RECORD);
      this.#lose();
    }
    const id = this.list.add(stamped);
    for (const listener of this.#addedListeners) listener(id);
    this.#changed(false);
    return id;
  }

  /** Calls `listener` with the ID of each record that is added. Returns a function that stops this. */
  onAdded(listener: (id: number) => void): () => void {
    this.#addedListeners.add(listener);
    return () => void this.#addedListeners.delete(listener);
  }

  /** Logs an event now and returns its record ID. Undefined when the log is full and the event is lost. */
  addEvent(event: PlatformEvent): number | undefined {
    if (this.free > 0 || this.#rollsOver) return this.add(toRecord(event, 0, 0));
    this.#lose();
    return undefined;
  }

  /**
   * §31.7: adds a part of a record and returns the record's ID. Only a record in several parts needs a reservation.
   * Throws `IpmiError` C4h when the log is full, C5h for a stale reservation, and the errors of `PartialAdd.accept`.
   */
  addPart(part: RecordPart): number {
    if (part.offset > 0 || !part.last || part.reservationId !== 0) this.#reservation.check(part.reservationId);
    this.#needRoom();
    const { recordId, record } = this.#partial.accept(part, this.list.nextId);
    return record ? this.add(record) : recordId;
  }

  reserve(): number {
    return this.#reservation.reserve();
  }

  /** Throws `IpmiError` C5h for a stale reservation. */
  checkReservation(id: number): void {
    this.#reservation.check(id);
  }

  /** Finds a record; 0000h is the first, FFFFh the last. Throws `IpmiError` CBh when it does not exist. */
  entry(id: number): RecordEntry {
    return this.list.entry(id);
  }

  /**
   * Deletes a record, found as by `entry`, and returns its ID. The reservation stays valid, because no other ID changes
   * (§31.4.2).
   */
  delete(reservationId: number, id: number): number {
    this.#reservation.check(reservationId);
    const deleted = this.list.delete(id);
    this.#log = { ...this.#log, lastErase: this.timestamp() };
    this.#changed(false);
    return deleted;
  }

  /** Deletes all records at once. Events that arrive during the erasure are kept. */
  clear(reservationId: number): void {
    this.#reservation.check(reservationId);
    this.#erasure.begin(reservationId);
    this.list.clear();
    this.#log = { ...this.#log, lastErase: this.timestamp(), lost: 0 };
    this.#changed(true);
  }

  /** Whether the requested clear is complete. Throws the errors of `Erasure.checkInquirer`. */
  isErased(reservationId: number): boolean {
    this.#erasure.checkInquirer(reservationId);
    return !this.eraseInProgress;
  }

  /** Throws `IpmiError` 81h during an erasure. */
  checkNotErasing(): void {
    if (this.eraseInProgress) throw new IpmiError(ERASE_IN_PROGRESS, "the SEL is being erased");
  }

  /** Cold reset: log and time stay; reservation and a half-added record end. */
  reset(): void {
    this.#reservation.reset();
    this.#partial.reset();
  }

  /** The state to store; each change makes a new object. */
  save(): SelLog {
    return this.#log;
  }

  restore(log: SelLog): void {
    this.#log = log;
  }

  /** Returns to the records and the log of a SEL that the configuration has just made. */
  resetTo(configured: Sel): void {
    this.#reservation.cancel();
    this.list.resetTo(configured.list);
    this.#log = configured.#log;
    this.#changed(true);
  }

  snapshot() {
    return {
      ...this.list.snapshot(),
      ...this.#log,
      time: this.time.snapshot(),
      reservation: this.#reservation.snapshot(),
      erasure: this.#erasure.snapshot(),
      partial: this.#partial.snapshot(),
    };
  }

  #begin(records: readonly Uint8Array[]): void {
    const last = records.at(-1);
    if (!last) return;
    this.list.restore(records);
    const ids = new Set(records.map(recordId));
    const highest = Math.max(...ids);
    this.list.nextId = highest < MAX_RECORDS ? highest + 1 : lowestFree(ids);
    const isStamped = (last[TYPE_AT] ?? 0) < FIRST_UNSTAMPED_TYPE;
    if (isStamped)
      this.#log = { ...this.#log, lastAddition: decode(u32, last.subarray(TIMESTAMP_AT, TIMESTAMP_AT + 4)) };
  }

  #lose(): void {
    this.#log = { ...this.#log, lost: this.#log.lost + 1 };
  }

  #needRoom(): void {
    if (this.free > 0 || this.#rollsOver) return;
    this.#lose();
    throw new IpmiError(CompletionCode.OutOfSpace, `the SEL is full with ${this.capacity} records`);
  }
}

function lowestFree(ids: ReadonlySet<number>): number {
  let id = 1;
  while (ids.has(id)) id++;
  return id;
}
