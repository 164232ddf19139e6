/** The state in a file as it is read: values, and records in their lists. */
import { RecordList } from "../bmc/record-list.ts";
import { sdrSize } from "../bmc/records/sdr.ts";
import { SEL_RECORD_SIZE } from "../bmc/sel.ts";
import type { Steps } from "../turns/slices.ts";
import { DamagedError } from "./errors.ts";
import type { RecordRow, ValueRow } from "./row.ts";
import type { Rows } from "./rows.ts";

/** The lists, with the size of a record that begins with these bytes; undefined if they are not a record. */
const SIZES: Readonly<Record<string, (record: Uint8Array) => number | undefined>> = {
  sel: () => SEL_RECORD_SIZE,
  sdr: sdrSize,
};

export interface StoredState {
  readonly values: readonly ValueRow[];
  readonly lists: StoredLists;
}

/** Reads everything. @throws DamagedError */
export function* readState(rows: Rows): Steps<StoredState> {
  const lists = new StoredLists();
  for (const row of rows.records()) {
    lists.add(row);
    yield;
  }
  return { values: rows.values(), lists };
}

/** The records of one list of a controller. */
export class StoredList {
  readonly records = new RecordList();
  readonly #configured = new Set<Uint8Array>();

  /** Returns those that came from the configuration. */
  get configured(): ReadonlySet<Uint8Array> {
    return this.#configured;
  }

  /** Adds a row's record. @throws DamagedError */
  add({ list, configured, bytes }: RecordRow): void {
    if (SIZES[list]?.(bytes) !== bytes.length) {
      throw new DamagedError(`${list}: a record has ${bytes.length} bytes, which is not its length`);
    }
    // Memory of its own for each record, as SQLite gives it, lengthens V8's collections.
    const record = new Uint8Array(bytes);
    this.records.append(record);
    if (configured === 1) this.#configured.add(record);
  }
}

/** Lists of a file, by controller and name. */
export class StoredLists {
  readonly #lists = new Map<string, StoredList>();

  /** Adds a row's record to its list. Ignores lists of later versions. @throws DamagedError */
  add(row: RecordRow): void {
    if (!Object.hasOwn(SIZES, row.list)) return;
    const key = keyOf(row);
    const list = this.#lists.get(key) ?? new StoredList();
    this.#lists.set(key, list);
    list.add(row);
  }

  /** Returns a list, empty if the file has none. */
  of(key: Pick<RecordRow, "controller" | "list">): StoredList {
    return this.#lists.get(keyOf(key)) ?? new StoredList();
  }
}

function keyOf({ controller, list }: Pick<RecordRow, "controller" | "list">): string {
  return `${controller} ${list}`;
}
