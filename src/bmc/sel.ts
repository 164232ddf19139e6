/** The system event log (IPMI chapter 31): its records, its clock, and the reservation that guards it. */
import type { Clock } from "../clock.ts";
import { u32 } from "../codec/integer.ts";
import { decode, encode } from "../codec/layout.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";
import { Erasure } from "./erasure.ts";
import { PartialAdd, type RecordPart } from "./partial-add.ts";
import { type PlatformEvent, toRecord } from "./platform-event.ts";
import { MAX_RECORDS, type RecordEntry, RecordList, recordId } from "./record-list.ts";
import { Reservation } from "./reservation.ts";
import { TIME_UNSPECIFIED, TimestampClock } from "./timestamp-clock.ts";

/** Bytes of every record (§32.1–§32.3). */
export const SEL_RECORD_SIZE = 16;
/** §32.3: records of this type and above carry no timestamp; four bytes from `TIMESTAMP_AT` on are the maker's own. */
const FIRST_UNSTAMPED_TYPE = 0xe0;
const TYPE_AT = 2;
const TIMESTAMP_AT = 3;

/** §31.2 and others: refused while the log is being erased. */
const ERASE_IN_PROGRESS = 0x81;

export interface SelOptions {
  /** Records, 1 to 65,534. */
  readonly capacity: number;
  /** How long Clear SEL takes. */
  readonly eraseMs: number;
  /** What it begins with: each of 16 bytes, with an ID of its own. Left out: nothing. */
  readonly records?: readonly Uint8Array[];
}

/** What outlives the process, besides the records (chapter 31). */
export interface SelLog {
  /** Timestamps. */
  readonly lastAddition: number;
  readonly lastErase: number;
  /** See `Sel.lost`. */
  readonly lost: number;
}

export class Sel {
  readonly capacity: number;
  readonly time: TimestampClock;
  readonly #reservation = new Reservation();
  readonly #erasure: Erasure;
  readonly #cleared: () => void;
  readonly #partial = new PartialAdd(() => SEL_RECORD_SIZE);
  /** To be looked at: its records are added and deleted here. */
  readonly list = new RecordList();
  #log: SelLog = { lastAddition: TIME_UNSPECIFIED, lastErase: TIME_UNSPECIFIED, lost: 0 };

  /** `cleared` is called when the log was. */
  constructor(options: SelOptions, clock: Clock, cleared: () => void = () => {}) {
    this.#cleared = cleared;
    this.capacity = options.capacity;
    this.time = new TimestampClock(clock);
    this.#erasure = new Erasure(clock, this.#reservation, options.eraseMs);
    this.#begin(options.records ?? []);
  }

  get size(): number {
    return this.list.size;
  }

  /** Records there is room for; none where the log comes from a time when it had more. */
  get free(): number {
    return Math.max(0, this.capacity - this.size);
  }

  /** Events and records dropped for lack of space since the last Clear SEL: the overflow flag, counted. */
  get lost(): number {
    return this.#log.lost;
  }

  /** Of the record added last, also after deletions of others; undefined when the log is empty. */
  get lastId(): number | undefined {
    return this.list.lastId;
  }

  /** Timestamps, FFFFFFFFh when nothing was ever added or erased. */
  get changes(): { readonly lastAddition: number; readonly lastErase: number } {
    return { lastAddition: this.#log.lastAddition, lastErase: this.#log.lastErase };
  }

  get eraseInProgress(): boolean {
    return this.#erasure.inProgress;
  }

  /** Seconds of SEL time. */
  timestamp(): number {
    return this.time.now();
  }

  /** Adds 16 bytes, whose record id is replaced, and the timestamp where the type has one (§31.6.1). C4h when full. */
  add(record: Uint8Array): number {
    this.#needRoom();
    const now = this.timestamp();
    const stamped = Uint8Array.from(record);
    if ((record[TYPE_AT] ?? 0) < FIRST_UNSTAMPED_TYPE) stamped.set(encode(u32, now), TIMESTAMP_AT);
    this.#reservation.cancel();
    this.#log = { ...this.#log, lastAddition: now };
    return this.list.add(stamped);
  }

  /** Logs an event now. Gives its record id; undefined when the log is full, and the event is lost. */
  addEvent(event: PlatformEvent): number | undefined {
    if (this.free > 0) return this.add(toRecord(event, 0, 0));
    this.#lose();
    return undefined;
  }

  /** §31.7. The reservation is only needed for a record in pieces. C4h when full, C5h, and as `PartialAdd.accept`. */
  addPart(part: RecordPart): number {
    if (part.offset > 0 || !part.last || part.reservationId !== 0) this.#reservation.check(part.reservationId);
    this.#needRoom();
    const { recordId, record } = this.#partial.accept(part, this.list.nextId);
    return record ? this.add(record) : recordId;
  }

  reserve(): number {
    return this.#reservation.reserve();
  }

  /** C5h. */
  checkReservation(id: number): void {
    this.#reservation.check(id);
  }

  /** 0000h is the first, FFFFh the last. CBh when there is none. */
  entry(id: number): RecordEntry {
    return this.list.entry(id);
  }

  /** As `entry`; gives the id of the record. No other id changes, so the reservation holds (§31.4.2). */
  delete(reservationId: number, id: number): number {
    this.#reservation.check(reservationId);
    const deleted = this.list.delete(id);
    this.#log = { ...this.#log, lastErase: this.timestamp() };
    return deleted;
  }

  /** The records are gone at once; events that come while the erasure takes its time are kept. */
  clear(reservationId: number): void {
    this.#reservation.check(reservationId);
    this.#erasure.begin(reservationId);
    this.list.clear();
    this.#log = { ...this.#log, lastErase: this.timestamp(), lost: 0 };
    this.#cleared();
  }

  /** Whether a clear that was asked for has ended. C5h as `Erasure.checkInquirer`. */
  isErased(reservationId: number): boolean {
    this.#erasure.checkInquirer(reservationId);
    return !this.eraseInProgress;
  }

  /** 81h while it is. */
  checkNotErasing(): void {
    if (this.eraseInProgress) throw new IpmiError(ERASE_IN_PROGRESS, "the SEL is being erased");
  }

  /** As after a cold reset: the log and its time are kept, the reservation and a half-added record are not. */
  reset(): void {
    this.#reservation.reset();
    this.#partial.reset();
  }

  /** Another object after each change. */
  save(): SelLog {
    return this.#log;
  }

  restore(log: SelLog): void {
    this.#log = log;
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
    if (this.free > 0) return;
    this.#lose();
    throw new IpmiError(CompletionCode.OutOfSpace, `the SEL has its ${this.capacity} records`);
  }
}

function lowestFree(ids: ReadonlySet<number>): number {
  let id = 1;
  while (ids.has(id)) id++;
  return id;
}
