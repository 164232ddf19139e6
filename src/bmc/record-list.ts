/** Records in the order they were added, found by a handle that never changes: what a SEL and an SDR repository are. */
import { u16 } from "../codec/integer.ts";
import { decode, encode } from "../codec/layout.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

/** §31.5, §33.12: not ids but the places of the first and of the last record. */
export const FIRST_RECORD = 0x0000;
export const LAST_RECORD = 0xffff;

/** As many as there are ids. */
export const MAX_RECORDS = 0xfffe;

const ID_SIZE = 2;

/** §31.5, §33.12: all of a record, from the offset on. */
const ENTIRE = 0xff;

/** Bytes in one answer, so that it fits a BT message of 255; of QEMU's interfaces BT takes the least. */
const MOST_BYTES = 248;

export interface RecordEntry {
  readonly id: number;
  readonly record: Uint8Array;
  /** FFFFh after the last record. */
  readonly nextId: number;
}

/** What happened to a list: for who keeps a copy of it. */
export type RecordChange =
  | { readonly kind: "added"; readonly record: Uint8Array }
  | { readonly kind: "deleted"; readonly id: number }
  | { readonly kind: "cleared" };

interface Node {
  readonly id: number;
  readonly record: Uint8Array;
  next: Node | undefined;
  previous: Node | undefined;
}

export class RecordList {
  readonly #nodes = new Map<number, Node>();
  #first: Node | undefined;
  #last: Node | undefined;
  #nextId = 1;
  /** Called after each change. */
  onChange: ((change: RecordChange) => void) | undefined;

  get size(): number {
    return this.#nodes.size;
  }

  /** Of the last record; undefined when there is none. */
  get lastId(): number | undefined {
    return this.#last?.id;
  }

  /** The id that the next record will have: one that was deleted comes again only after all others. */
  get nextId(): number {
    return this.#nextId;
  }

  /** To what it was when the records were. */
  set nextId(id: number) {
    this.#nextId = id;
  }

  /** Appends a copy whose first two bytes are its id, and gives the id. There may be `MAX_RECORDS` at most. */
  add(record: Uint8Array): number {
    if (this.size === MAX_RECORDS) throw new RangeError("there is no record id left");
    const id = this.#nextId;
    const copy = Uint8Array.from(record);
    copy.set(encode(u16, id));
    this.#append(id, copy);
    if (this.size < MAX_RECORDS) this.#nextId = this.#freeIdAfter(id);
    this.onChange?.({ kind: "added", record: copy });
    return id;
  }

  /** `FIRST_RECORD` and `LAST_RECORD` are understood. CBh when there is no such record. */
  entry(id: number): RecordEntry {
    const node = this.#find(id);
    return { id: node.id, record: node.record, nextId: node.next?.id ?? LAST_RECORD };
  }

  /** As `entry`; gives the id of the record that is gone. */
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

  /** Ids begin at 1 again. */
  clear(): void {
    this.#nodes.clear();
    this.#first = undefined;
    this.#last = undefined;
    this.#nextId = 1;
    this.onChange?.({ kind: "cleared" });
  }

  /** In order, from the first. */
  records(): readonly Uint8Array[] {
    const records: Uint8Array[] = [];
    for (let node = this.#first; node; node = node.next) records.push(node.record);
    return records;
  }

  /** Becomes these records, which have their ids, all different, in their first two bytes. `nextId` is to be set after it. */
  restore(records: readonly Uint8Array[]): void {
    this.clear();
    for (const record of records) this.#append(recordId(record), record);
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
    throw new IpmiError(CompletionCode.NotPresent, `no record 0x${id.toString(16)} among ${this.size}`);
  }

  #freeIdAfter(id: number): number {
    let next = id;
    do next = next === MAX_RECORDS ? 1 : next + 1;
    while (this.#nodes.has(next));
    return next;
  }
}

/** The first two bytes of a record in a list. */
export function recordId(record: Uint8Array): number {
  return decode(u16, record.subarray(0, ID_SIZE));
}

/**
 * §31.5, §33.12: `count` bytes from `offset` on; FFh is all that follow. C9h for an offset behind the record's end, CAh
 * when there are fewer bytes than asked for, or more than an answer holds.
 */
export function readRecord(record: Uint8Array, offset: number, count: number): Uint8Array {
  if (offset >= record.length) {
    throw new IpmiError(CompletionCode.ParameterOutOfRange, `offset ${offset} into ${record.length} bytes`);
  }
  const end = count === ENTIRE ? record.length : offset + count;
  if (end <= record.length && end - offset <= MOST_BYTES) return record.subarray(offset, end);
  const problem = `${end - offset} bytes from offset ${offset} of ${record.length}; at most ${MOST_BYTES} at once`;
  throw new IpmiError(CompletionCode.CannotReturnBytes, problem);
}
