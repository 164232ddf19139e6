/**
 * Records in the order they were added, each with an ID that never changes. The SEL and the SDR repository are such
 * lists.
 */

import { u16 } from "../codec/integer.ts";
import { decode, encode } from "../codec/layout.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";
import { hexNumber } from "../text/hex.ts";

/** §31.5, §33.12: the positions of the first and the last record, which are not IDs. */
export const FIRST_RECORD = 0x0000;
export const LAST_RECORD = 0xffff;

/** The number of record IDs. */
export const MAX_RECORDS = 0xfffe;

const ID_SIZE = 2;

/** §31.5, §33.12: a count that means the rest of the record. */
const ENTIRE = 0xff;

/** The most bytes in one answer, so that it fits a BT message of 255. BT is the narrowest of QEMU's interfaces. */
const MAX_BYTES = 248;

export interface RecordEntry {
  readonly id: number;
  readonly record: Uint8Array;
  /** FFFFh after the last record. */
  readonly nextId: number;
}

/** A change to a list, for listeners that keep a copy. */
export type RecordChange =
  | { readonly kind: "added"; readonly record: Uint8Array }
  | { readonly kind: "deleted"; readonly id: number }
  | { readonly kind: "cleared" }
  /** After "cleared": the records are the configuration's again. */
  | { readonly kind: "reset"; readonly records: readonly Uint8Array[] };

interface Node {
  readonly id: number;
  readonly record: Uint8Array;
  next: Node | undefined;
  previous: Node | undefined;
}

export class RecordList {
  #nodes = new Map<number, Node>();
  #first: Node | undefined;
  #last: Node | undefined;
  #nextId = 1;
  /** Called after each change. */
  onChange: ((change: RecordChange) => void) | undefined;

  get size(): number {
    return this.#nodes.size;
  }

  /** The ID of the last record; undefined for an empty list. */
  get lastId(): number | undefined {
    return this.#last?.id;
  }

  /** The ID of the next record. The ID of a deleted record is reused only after all others. */
  get nextId(): number {
    return this.#nextId;
  }

  /** Restores the next ID together with the records. */
  set nextId(id: number) {
    this.#nextId = id;
  }

  /**
   * Appends a copy with the ID in its first two bytes, and returns the ID. Throws `RangeError` at `MAX_RECORDS`
   * records.
   */
  add(record: Uint8Array): number {
    if (this.size === MAX_RECORDS) throw new RangeError("no record ID is free");
    const id = this.#nextId;
    const copy = Uint8Array.from(record);
    copy.set(encode(u16, id));
    this.#append(id, copy);
    if (this.size < MAX_RECORDS) this.#nextId = this.#freeIdAfter(id);
    this.onChange?.({ kind: "added", record: copy });
    return id;
  }

  /** Finds a record by ID, `FIRST_RECORD` or `LAST_RECORD`. Throws `IpmiError` CBh when it does not exist. */
  entry(id: number): RecordEntry {
    const node = this.#find(id);
    return { id: node.id, record: node.record, nextId: node.next?.id ?? LAST_RECORD };
  }

  /** Deletes a record, found as by `entry`, and returns its ID. */
  delete(id: number): number {
    const node = this.#find(id);
    if (node.previous) node.previous.next = node.next;
    else this.#first = node.next;
    if (node.next) node.next.previous = node.previous;
    else this.#last = node.previous;
    if (this.size === MAX_RECORDS) this.#nextId = node.id;
    this.#nodes.delete(node.id);
    this.onChange?.({ kind: "deleted", id: node.id });
    return node.id;
  }

  /** Deletes all records. IDs start at 1 again. */
  clear(): void {
    this.#nodes.clear();
    this.#first = undefined;
    this.#last = undefined;
    this.#nextId = 1;
    this.onChange?.({ kind: "cleared" });
  }

  has(id: number): boolean {
    return this.#nodes.has(id);
  }

  /** All records in order. */
  records(): readonly Uint8Array[] {
    const records: Uint8Array[] = [];
    for (let node = this.#first; node; node = node.next) records.push(node.record);
    return records;
  }

  /**
   * Replaces all records. Their first two bytes hold their IDs, which must differ. The caller sets `nextId` afterwards.
   */
  restore(records: readonly Uint8Array[]): void {
    this.clear();
    for (const record of records) this.append(record);
  }

  /** Appends a record with the ID in its first two bytes, which no other has: for a list that `takeFrom` takes from. */
  append(record: Uint8Array): void {
    this.#append(recordId(record), record);
  }

  /** Replaces all records by those of another list, which is not used any more. The caller sets `nextId` afterwards. */
  takeFrom(other: RecordList): void {
    this.clear();
    this.#nodes = other.#nodes;
    this.#first = other.#first;
    this.#last = other.#last;
  }

  /** Replaces all records by those of a list that the configuration has just made. */
  resetTo(configured: RecordList): void {
    const records = configured.records();
    this.restore(records);
    this.#nextId = configured.nextId;
    this.onChange?.({ kind: "reset", records });
  }

  snapshot() {
    return { records: this.records(), nextId: this.#nextId };
  }

  #append(id: number, record: Uint8Array): void {
    const node: Node = { id, record, next: undefined, previous: this.#last };
    if (this.#last) this.#last.next = node;
    this.#first ??= node;
    this.#last = node;
    this.#nodes.set(id, node);
  }

  #find(id: number): Node {
    const node = id === FIRST_RECORD ? this.#first : id === LAST_RECORD ? this.#last : this.#nodes.get(id);
    if (node) return node;
    throw new IpmiError(CompletionCode.NotPresent, `record ${hexNumber(id, 1)} does not exist among ${this.size}`);
  }

  #freeIdAfter(id: number): number {
    let next = id;
    do next = next === MAX_RECORDS ? 1 : next + 1;
    while (this.#nodes.has(next));
    return next;
  }
}

/** Returns the ID in the first two bytes of a record. */
export function recordId(record: Uint8Array): number {
  return decode(u16, record.subarray(0, ID_SIZE));
}

/**
 * §31.5, §33.12: returns `count` bytes from `offset`; a count of FFh means the rest. Throws `IpmiError` C9h for an
 * offset past the record's end, and CAh when `count` exceeds the record or an answer.
 */
export function readRecord(record: Uint8Array, offset: number, count: number): Uint8Array {
  if (offset >= record.length) {
    throw new IpmiError(
      CompletionCode.ParameterOutOfRange,
      `offset ${offset} is past the end of ${record.length} bytes`,
    );
  }
  const end = count === ENTIRE ? record.length : offset + count;
  if (end <= record.length && end - offset <= MAX_BYTES) return record.subarray(offset, end);
  const problem = `${end - offset} bytes from offset ${offset}; expected at most ${Math.min(MAX_BYTES, record.length - offset)}`;
  throw new IpmiError(CompletionCode.CannotReturnBytes, problem);
}
