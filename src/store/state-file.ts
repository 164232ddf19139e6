/**
 * The SQLite file of one machine: opened exclusively, migrated to the current version, checked. The kernel holds the
 * lock and releases it when the process ends, even by SIGKILL.
 */
import { closeSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeDirectory } from "../os/make-directory.ts";
import { DamagedError, LostCommitsError, StateError } from "./errors.ts";
import { lockHolder } from "./lock-holder.ts";
import { MIGRATIONS } from "./migrations.ts";

/** The failure that an answered request survives: a sudden end of the process, or a loss of the host's power. */
export type Durability = "process" | "power";

/** SQLite's result codes, in the low byte of `errcode`. */
const ResultCode = { Busy: 5, DiskError: 10, Corrupt: 11, DiskFull: 13, CannotOpen: 14, NotADatabase: 26 } as const;

/** "eBMC", in the file's header: for file(1), and to leave other databases alone. */
const APPLICATION_ID = 0x65424d43;

const OWNER_ONLY = 0o700;

const SYNCHRONOUS: Readonly<Record<Durability, string>> = { process: "OFF", power: "FULL" };

/**
 * Opens the file. `inspect` is called before the first write, and may throw.
 * @throws StateError, DamagedError or LostCommitsError after closing the file
 */
export function openStateFile(
  path: string,
  durability: Durability,
  inspect: (db: DatabaseSync) => void = () => {},
): DatabaseSync {
  createFile(path);
  const db = new DatabaseSync(path);
  try {
    db.exec("PRAGMA locking_mode = EXCLUSIVE");
    checkOrigin(db, path);
    inspect(db);
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${SYNCHRONOUS[durability]}`);
    migrate(db);
    const [problem] = Object.values(db.prepare("PRAGMA quick_check(1)").get() ?? {});
    if (problem !== "ok") throw new DamagedError(String(problem));
    return db;
  } catch (error) {
    // Before the close, which makes room for a descriptor.
    const explanation = explained(error, path);
    db.close();
    throw explanation;
  }
}

/** Creates the file and its directory with access for the owner only, because the file has passwords. */
function createFile(path: string): void {
  try {
    makeDirectory(dirname(path), OWNER_ONLY);
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    // Never open an existing file here: closing it again drops this process's locks on it.
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
    throw new StateError(
      `${path} cannot be created: ${messageOf(error)}; name another state directory, or mend this one`,
    );
  }
}

function checkOrigin(db: DatabaseSync, path: string): void {
  const version = pragma(db, "user_version");
  const applicationId = pragma(db, "application_id");
  const isOurs = applicationId === APPLICATION_ID || (version === 0 && applicationId === 0 && isEmpty(db));
  if (!isOurs) {
    throw new StateError(`${path} is a database of another program; name another state directory, or move it away`);
  }
  if (version > MIGRATIONS.length) {
    throw new StateError(
      `${path} has version ${version}, made by a later extern-bmc; this one knows versions up to ${MIGRATIONS.length}: ` +
        "start the later one, or move the file away",
    );
  }
}

function isEmpty(db: DatabaseSync): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}

function migrate(db: DatabaseSync): void {
  // A write transaction, even an empty one, takes the lock and keeps it.
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
  if ([StateError, DamagedError, LostCommitsError].some((kind) => error instanceof kind)) return error as Error;
  const code = resultCode(error);
  if (code === ResultCode.Corrupt || code === ResultCode.NotADatabase) return new DamagedError(messageOf(error));
  if (code === ResultCode.CannotOpen) return new StateError(`${path} cannot be used: ${reasonOf(error, path)}`);
  if (code !== ResultCode.Busy) return new StateError(`${path} cannot be used: ${messageOf(error)}${adviceOn(code)}`);
  const pid = lockHolder(path);
  return new StateError(
    `${path} is in use by another daemon${pid === undefined ? "" : `, process ${pid}`}; stop that one, or give this ` +
      "machine another name or another state directory (state.directory, --state)",
    { isTaken: true },
  );
}

/** Returns what to do about an error of the disk; SQLite's other messages say it themselves. */
function adviceOn(code: number | undefined): string {
  if (code !== ResultCode.DiskError && code !== ResultCode.DiskFull) return "";
  return "; check the disk and its free space, or choose another state directory (state.directory, --state)";
}

/** Asks the system why SQLite could not open the file or one beside it: SQLite does not say that descriptors ran out. */
function reasonOf(error: unknown, path: string): string {
  try {
    closeSync(openSync(dirname(path), "r"));
    return messageOf(error);
  } catch (reason) {
    return messageOf(reason);
  }
}

function resultCode(error: unknown): number | undefined {
  const { errcode } = error as { readonly errcode?: number };
  return errcode === undefined ? undefined : errcode % 256;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
