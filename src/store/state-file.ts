/**
 * The SQLite file of one machine: opened for one process alone, brought to our version, checked. The lock is the kernel's
 * and goes with the process, however that ends.
 */
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DamagedError, StateError } from "./errors.ts";
import { lockHolder } from "./lock-holder.ts";
import { MIGRATIONS } from "./migrations.ts";

/** What an answered request survives: the end of the process, however sudden, or that of the host's power. */
export type Durability = "process" | "power";

/** Of SQLite, in the low byte of its `errcode`. */
const ResultCode = { Busy: 5, Corrupt: 11, NotADatabase: 26 } as const;

/** "eBMC", in the file's header: for file(1), and to leave other databases alone. */
const APPLICATION_ID = 0x65424d43;

const SYNCHRONOUS: Readonly<Record<Durability, string>> = { process: "OFF", power: "FULL" };

/** @throws StateError, and DamagedError, after which the file is closed */
export function openStateFile(path: string, durability: Durability): DatabaseSync {
  createFile(path);
  const db = new DatabaseSync(path);
  try {
    db.exec("PRAGMA locking_mode = EXCLUSIVE");
    checkOrigin(db, path);
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${SYNCHRONOUS[durability]}`);
    migrate(db);
    const [problem] = Object.values(db.prepare("PRAGMA quick_check(1)").get() ?? {});
    if (problem !== "ok") throw new DamagedError(String(problem));
    return db;
  } catch (error) {
    db.close();
    throw explained(error, path);
  }
}

/** For its owner alone, as there are passwords in it; so is the directory. */
function createFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    // Opening one that exists would be wrong: closing it again drops the locks that this process has on it.
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
    throw new StateError(
      `${path} cannot be created: ${messageOf(error)}; name another state directory, or mend this one`,
    );
  }
}

function checkOrigin(db: DatabaseSync, path: string): void {
  const version = pragma(db, "user_version");
  const applicationId = pragma(db, "application_id");
  if (version > 0 && applicationId !== APPLICATION_ID) {
    throw new StateError(`${path} is a database of another program; name another state directory, or move it away`);
  }
  if (version > MIGRATIONS.length) {
    throw new StateError(
      `${path} has version ${version}, made by a later extern-bmc; this one knows versions up to ${MIGRATIONS.length}: ` +
        "start the later one, or move the file away",
    );
  }
}

function migrate(db: DatabaseSync): void {
  // A write, even of nothing, takes the lock that is then held.
  db.exec("BEGIN IMMEDIATE");
  const version = pragma(db, "user_version");
  for (const statements of MIGRATIONS.slice(version)) db.exec(statements);
  if (version < MIGRATIONS.length) {
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`);
  }
  db.exec("COMMIT");
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function explained(error: unknown, path: string): Error {
  if (error instanceof StateError || error instanceof DamagedError) return error;
  const code = resultCode(error);
  if (code === ResultCode.Corrupt || code === ResultCode.NotADatabase) return new DamagedError(messageOf(error));
  if (code !== ResultCode.Busy) return new StateError(`${path} cannot be used: ${messageOf(error)}`);
  const pid = lockHolder(path);
  return new StateError(
    `${path} is in use by another daemon${pid === undefined ? "" : `, process ${pid}`}; stop that one, or give this ` +
      "machine another name or another state directory (state.directory, --state)",
  );
}

function resultCode(error: unknown): number | undefined {
  const { errcode } = error as { readonly errcode?: number };
  return errcode === undefined ? undefined : errcode % 256;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
