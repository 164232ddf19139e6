/** A list of records of one controller and its rows in the file. Adding a record writes one row. */
import { type RecordChange, type RecordList, recordId } from "../bmc/record-list.ts";
import { IpmiError } from "../ipmi/completion-code.ts";
import type { Rows } from "./rows.ts";
import { StoredList, type StoredLists } from "./stored-state.ts";

export interface KeptList {
  /** Slave address. */
  readonly controller: number;
  /** Name of the list, and of the part with its other state. */
  readonly list: string;
  readonly records: RecordList;
}

export class KeptRecords {
  readonly #kept: KeptList;
  /** The list as the configuration made it. */
  readonly #initial: readonly Uint8Array[];
  #configured: ReadonlySet<Uint8Array>;
  /** Whether the file has this list: only after its first change. */
  #stored: boolean;
  #changes: RecordChange[] = [];
  #loaded = new StoredList();

  /** Calls `changed` after each change. */
  constructor(kept: KeptList, changed: () => void) {
    this.#kept = kept;
    this.#initial = kept.records.records();
    this.#configured = new Set(this.#initial);
    this.#stored = this.#initial.length === 0;
    kept.records.onChange = (change) => {
      this.#changes.push(change);
      // A roll back may return to the first ones.
      if (change.kind === "reset") this.#configured = new Set([...this.#initial, ...change.records]);
      changed();
    };
  }

  get changed(): boolean {
    return this.#changes.length > 0;
  }

  get name(): string {
    return this.#kept.list;
  }

  /** Loads the file's list. */
  load(stored: StoredLists): void {
    this.#loaded = stored.of(this.#kept);
  }

  /** Replaces the list by the file's. */
  take(): void {
    this.#configured = this.#loaded.configured;
    this.#stored = true;
    this.#kept.records.takeFrom(this.#loaded.records);
    this.#changes = [];
    this.#loaded = new StoredList();
  }

  /** Adds software's records behind those of a changed configuration. Returns how many records did not fit. */
  merge(add: (record: Uint8Array) => void): number {
    const { records, configured } = this.#loaded;
    if (records.size > 0) this.#stored = false;
    this.#loaded = new StoredList();
    return records.records().filter((record) => !configured.has(record) && !isDone(() => add(record))).length;
  }

  /** Rolls the list back to the file's, or to the configuration's if the file has none. */
  rollBack(stored: () => StoredLists): void {
    const { records } = this.#kept;
    if (!this.#stored) records.restore(this.#initial);
    else if (this.#changes.every(({ kind }) => kind === "added")) {
      // Much faster than to read the file, and what a guest can cause most often.
      for (const change of this.#changes.slice()) if (change.kind === "added") records.delete(recordId(change.record));
    } else {
      this.load(stored());
      this.take();
    }
    this.#changes = [];
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

  /** Marks the written changes as stored. */
  settle(): void {
    this.#changes = [];
    this.#stored = true;
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
