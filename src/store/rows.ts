/** The rows of a state file: values as JSON, one for each item of a part, and records, one for each of a list. */
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { CommitCounter } from "./commit-counter.ts";
import { DamagedError } from "./errors.ts";
import { checkedRecord, checkedValue, type RecordRow, shaped, sumOfRecord, sumOfValue, type ValueRow } from "./row.ts";

/** The row with the number of the last commit. It is a value, because most commits write that page anyway. */
const COMMITS = { controller: 0, part: "store", item: "commits", configured: null };

export interface RowsOptions {
  /** Throws when the file is no longer where the next start looks for it. */
  readonly checkPlace?: () => void;
  /** Removes what failed commits left behind so many frames of the write-ahead log. */
  readonly cutLog?: (frames: number) => void;
  /** Number of the last commit, and where the numbers of later ones go. */
  readonly commits?: { readonly number: number; readonly counter?: Pick<CommitCounter, "write"> };
}

export class Rows {
  readonly #db: DatabaseSync;
  readonly #checkPlace: () => void;
  readonly #cutLog: (frames: number) => void;
  readonly #counter: Pick<CommitCounter, "write"> | undefined;
  readonly #statements;
  #commits: number;

  constructor(db: DatabaseSync, options: RowsOptions = {}) {
    const { checkPlace = () => {}, cutLog = () => {}, commits = { number: commitNumberOf(db) } } = options;
    this.#db = db;
    this.#checkPlace = checkPlace;
    this.#cutLog = cutLog;
    this.#counter = commits.counter;
    this.#commits = commits.number;
    this.#statements = prepared(db);
  }

  /** Runs `work` in a transaction: all of its changes are written, or none. */
  transaction(work: () => void): void {
    this.#checkPlace();
    this.#statements.begin.run();
    try {
      work();
      this.putValue({ ...COMMITS, value: String(this.#commits + 1) });
      this.#statements.commit.run();
    } catch (error) {
      this.#rollBack();
      throw error;
    }
    this.#commits++;
    this.#counter?.write(this.#commits);
  }

  /** Reads all values. @throws DamagedError */
  values(): readonly ValueRow[] {
    return this.#statements.values.all(COMMITS.part).map(checkedValue);
  }

  putValue(row: ValueRow): void {
    const { controller, part, item, value, configured } = row;
    this.#statements.putValue.run(controller, part, item, value, configured, sumOfValue(row));
  }

  deleteValue({ controller, part, item }: Pick<ValueRow, "controller" | "part" | "item">): void {
    this.#statements.deleteValue.run(controller, part, item);
  }

  /** Reads all records one by one, in order. @throws DamagedError */
  *records(): Generator<RecordRow> {
    for (const row of this.#statements.records.iterate()) yield checkedRecord(row);
  }

  addRecord(row: RecordRow, id: number): void {
    const { controller, list, configured, bytes } = row;
    this.#statements.addRecord.run(controller, list, id, configured, bytes, sumOfRecord(row, id));
  }

  deleteRecord({ controller, list }: Pick<RecordRow, "controller" | "list">, id: number): void {
    this.#statements.deleteRecord.run(controller, list, id);
  }

  clearRecords({ controller, list }: Pick<RecordRow, "controller" | "list">): void {
    this.#statements.clearRecords.run(controller, list);
  }

  /**
   * Deletes a part's items, and the records of the list of that name, of all controllers. Returns the number of rows.
   */
  deletePart(part: string): number {
    return (
      Number(this.#statements.deletePart.run(part).changes) + Number(this.#statements.deleteList.run(part).changes)
    );
  }

  clear(): void {
    this.#db.exec(`DELETE FROM value WHERE part <> '${COMMITS.part}'; DELETE FROM record`);
  }

  #rollBack(): void {
    try {
      this.#db.exec("ROLLBACK");
    } catch {
      // SQLite has already rolled back, as it does after some errors.
    }
    try {
      // NOOP is PASSIVE for a SQLite before 3.51, which gives the same number.
      this.#cutLog(Number(this.#db.prepare("PRAGMA wal_checkpoint = NOOP").get()?.["log"]));
    } catch {
      // The disk takes this as little as the commit. The next one writes over it.
    }
  }
}

/** Returns the number of the file's last commit. @throws DamagedError */
export function commitNumberOf(db: DatabaseSync): number {
  const isEmpty = db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
  if (isEmpty) return 0;
  const { controller, part, item } = COMMITS;
  // Before the migration that adds the checksums, there is no number either.
  const one = statement(db, "SELECT * FROM value WHERE controller = ? AND part = ? AND item = ?");
  const row = one.get(controller, part, item);
  return row === undefined ? 0 : shaped(z.coerce.number().int().nonnegative(), checkedValue(row).value);
}

function prepared(db: DatabaseSync) {
  const prepare = (sql: string) => statement(db, sql);
  return {
    begin: prepare("BEGIN IMMEDIATE"),
    commit: prepare("COMMIT"),
    values: prepare("SELECT controller, part, item, value, configured, sum FROM value WHERE part <> ?"),
    putValue: prepare(
      "INSERT OR REPLACE INTO value (controller, part, item, value, configured, sum) VALUES (?, ?, ?, ?, ?, ?)",
    ),
    deleteValue: prepare("DELETE FROM value WHERE controller = ? AND part = ? AND item = ?"),
    records: prepare("SELECT controller, list, id, configured, bytes, sum FROM record ORDER BY place"),
    addRecord: prepare("INSERT INTO record (controller, list, id, configured, bytes, sum) VALUES (?, ?, ?, ?, ?, ?)"),
    deleteRecord: prepare("DELETE FROM record WHERE controller = ? AND list = ? AND id = ?"),
    deletePart: prepare("DELETE FROM value WHERE part = ?"),
    deleteList: prepare("DELETE FROM record WHERE list = ?"),
    clearRecords: prepare("DELETE FROM record WHERE controller = ? AND list = ?"),
  };
}

/** @throws DamagedError when a table is missing */
function statement(db: DatabaseSync, sql: string) {
  try {
    return db.prepare(sql);
  } catch (error) {
    throw new DamagedError(error instanceof Error ? error.message : String(error));
  }
}
