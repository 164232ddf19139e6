/** A list of records of one controller and its rows in the file. Adding a record writes one row. */
import { type RecordChange, type RecordList, recordId } from "../bmc/record-list.ts";
import { IpmiError } from "../ipmi/completion-code.ts";
import { DamagedError } from "./errors.ts";
import type { RecordRow } from "./row.ts";
import type { Rows } from "./rows.ts";

export interface KeptList {
  /** Slave address. */
  readonly controller: number;
  /** Name of the list, and of the part with its other state. */
  readonly list: string;
  readonly records: RecordList;
  /** Size of a record that begins with these bytes; undefined if they are not a record. */
  sizeOf(record: Uint8Array): number | undefined;
}

export class KeptRecords {
  readonly #kept: KeptList;
  /** The list as the configuration made it. */
  readonly #initial: readonly Uint8Array[];
  #configured: ReadonlySet<Uint8Array>;
  /** Whether the file has this list: only after its first change. */
  #stored: boolean;
  #changes: RecordChange[] = [];
  #loaded: readonly RecordRow[] = [];

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

  /** Reads the file's rows. @throws DamagedError */
  load(rows: readonly RecordRow[]): void {
    const { controller, list, sizeOf } = this.#kept;
    this.#loaded = rows.filter((row) => row.controller === controller && row.list === list);
    const bad = this.#loaded.find(({ bytes }) => sizeOf(bytes) !== bytes.length);
    if (bad) throw new DamagedError(`${list}: a record has ${bad.bytes.length} bytes, which is not its length`);
  }

  /** Replaces the list by the file's. */
  take(): void {
    this.#configured = new Set(this.#loaded.filter(({ configured }) => configured === 1).map(({ bytes }) => bytes));
    this.#stored = true;
    this.#restore(this.#loaded.map(({ bytes }) => bytes));
    this.#loaded = [];
  }

  /** Adds software's records behind those of a changed configuration. Returns how many records did not fit. */
  merge(add: (record: Uint8Array) => void): number {
    if (this.#loaded.length > 0) this.#stored = false;
    const added = this.#loaded.filter(({ configured }) => configured === 0);
    this.#loaded = [];
    return added.filter(({ bytes }) => !isDone(() => add(bytes))).length;
  }

  /** Rolls the list back to the file's, or to the configuration's if the file has none. */
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

  /** Marks the written changes as stored. */
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
