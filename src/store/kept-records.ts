/** A list of records of one controller, beside its rows in the file: a record that is added is a row, and no more. */
import { type RecordChange, type RecordList, recordId } from "../bmc/record-list.ts";
import { IpmiError } from "../ipmi/completion-code.ts";
import { DamagedError } from "./errors.ts";
import type { RecordRow, Rows } from "./rows.ts";

export interface KeptList {
  /** Slave address. */
  readonly controller: number;
  /** As of the part that has the rest of it. */
  readonly list: string;
  readonly records: RecordList;
  /** Bytes of a record that begins with these; undefined when it is none. */
  sizeOf(record: Uint8Array): number | undefined;
}

export class KeptRecords {
  readonly #kept: KeptList;
  /** As the configuration made it. */
  readonly #initial: readonly Uint8Array[];
  #configured: ReadonlySet<Uint8Array>;
  /** Whether the file has this list, which is not before it has changed. */
  #stored: boolean;
  #changes: RecordChange[] = [];
  #loaded: readonly RecordRow[] = [];

  /** `changed` is called after each change. */
  constructor(kept: KeptList, changed: () => void) {
    this.#kept = kept;
    this.#initial = kept.records.records();
    this.#configured = new Set(this.#initial);
    this.#stored = this.#initial.length === 0;
    kept.records.onChange = (change) => {
      this.#changes.push(change);
      changed();
    };
  }

  get changed(): boolean {
    return this.#changes.length > 0;
  }

  get name(): string {
    return this.#kept.list;
  }

  /** Takes note of what the file has. @throws DamagedError */
  load(rows: readonly RecordRow[]): void {
    const { controller, list, sizeOf } = this.#kept;
    this.#loaded = rows.filter((row) => row.controller === controller && row.list === list);
    const bad = this.#loaded.find(({ bytes }) => sizeOf(bytes) !== bytes.length);
    if (bad) throw new DamagedError(`${list}: a record of ${bad.bytes.length} bytes that should have another length`);
  }

  /** The list becomes what the file has. */
  take(): void {
    this.#configured = new Set(this.#loaded.filter(({ configured }) => configured === 1).map(({ bytes }) => bytes));
    this.#stored = true;
    this.#restore(this.#loaded.map(({ bytes }) => bytes));
    this.#loaded = [];
  }

  /** The configuration has changed: what software added comes after it. Gives how many records `add` had no room for. */
  merge(add: (record: Uint8Array) => void): number {
    if (this.#loaded.length > 0) this.#stored = false;
    const added = this.#loaded.filter(({ configured }) => configured === 0);
    this.#loaded = [];
    return added.filter(({ bytes }) => !isDone(() => add(bytes))).length;
  }

  /** Back to what the file has, or to what the configuration made. */
  rollBack(rows: () => readonly RecordRow[]): void {
    if (this.#stored) {
      this.load(rows());
      this.take();
    } else this.#restore(this.#initial);
  }

  write(rows: Rows): void {
    const { controller, list, records } = this.#kept;
    const add = (bytes: Uint8Array) => {
      const configured = Number(this.#configured.has(bytes));
      rows.addRecord({ controller, list, configured, bytes }, recordId(bytes));
    };
    if (!this.#stored || this.#changes.some(({ kind }) => kind === "cleared")) {
      rows.clearRecords({ controller, list });
      for (const record of records.records()) add(record);
      return;
    }
    for (const change of this.#changes) {
      if (change.kind === "added") add(change.record);
      else if (change.kind === "deleted") rows.deleteRecord({ controller, list }, change.id);
    }
  }

  /** What was written is in the file. */
  settle(): void {
    this.#changes = [];
    this.#stored = true;
  }

  #restore(records: readonly Uint8Array[]): void {
    this.#kept.records.restore(records);
    this.#changes = [];
  }
}

function isDone(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof IpmiError) return false;
    throw error;
  }
}
